namespace Sundog.Supervisor.Bench;

/// <summary>What becomes of a flood of output.</summary>
internal static class Logging
{
    /// <summary>How fast a writer of 100-byte lines gets rid of them, rotated at 10 MB.</summary>
    public static void Measure(Workshop workshop, long bytes)
    {
        Console.WriteLine($"Log, lines of 100 bytes, rotated at 10 MB, {bytes / 1_000_000} MB\n\n| logger | MB/s | lines/s | / sundog-init |\n|---|---|---|---|");
        var own = 0.0;
        Supervised("sundog-init", new SundogInit { Settings = "log_size=10000000\nlog_files=3\n" });
        Supervised("sundog-init, time stamps", new SundogInit { Settings = "log_size=10000000\nlog_files=3\ntimestamps=1\n" });
        Supervised("supervisord", new Supervisord());
        Supervised("PM2", new Pm2());
        Supervised("docker, json-file", new Docker());
        Piped("s6-log", "s6-log n3 s10000000");
        Piped("s6-log, time stamps", "s6-log T n3 s10000000");
        Piped("svlogd", "svlogd", "s10000000\nn3\n");
        Piped("svlogd, time stamps", "svlogd -ttt", "s10000000\nn3\n");
        Console.WriteLine();

        void Supervised(string name, Peer peer)
        {
            if (!Linux.IsInstalled(peer.Needs))
                return;
            var result = Path.Combine(workshop.NewFolder(), "result");
            using (peer)
            {
                peer.Supervise(workshop.NewFolder(), [[workshop.Flood, $"{bytes}", result]]);
                Report(name, result);
            }
        }

        void Piped(string name, string logger, string? configuration = null)
        {
            if (!Linux.IsInstalled(logger.Split(' ')[0]))
                return;
            var folder = workshop.NewFolder();
            if (configuration != null)
                File.WriteAllText(Path.Combine(folder, "config"), configuration);
            var result = Path.Combine(workshop.NewFolder(), "result");
            using var shell = Linux.Start("sh", "-c", $"{workshop.Flood} {bytes} {result} | {logger} {folder}");
            Report(name, result);
            foreach (var pid in Linux.Tree(shell.Id).ToArray())
                Linux.kill(pid, 9);
            shell.WaitForExit();
        }

        void Report(string name, string result)
        {
            var done = Linux.Until(() => File.Exists(result) && File.ReadAllText(result).EndsWith('\n'), 60);
            var speed = done ? double.Parse(File.ReadAllText(result)) : 0;
            own = own == 0 ? speed : own;
            Console.WriteLine(done ? $"| {name} | {speed / 1e6:0} | {speed / 100:0} | {speed / own:0.00} |" : $"| {name} | not done in 60 s | | |");
        }
    }
}
