namespace Sundog.Supervisor.Bench;

/// <summary>From the request to the end of a process that obeys SIGTERM; the quick peers by turns.</summary>
internal static class Stopping
{
    public static void Measure(Workshop workshop, int fast, int slow)
    {
        var times = new Dictionary<string, List<double>>();
        for (var round = 0; round < fast; round++)
            foreach (var make in round < slow ? Peer.Makers() : Peer.Fast())
                Once(workshop, make(), times);

        Console.WriteLine("Stop of a process that obeys, ms (from the request, by the supervisor's own way to make one)\n\n| supervisor | stops | median | / sundog-init |\n|---|---|---|---|");
        var own = Statistics.Quantile(times[new SundogInit().Name], 0.5);
        foreach (var (name, all) in times)
            Console.WriteLine($"| {name} | {all.Count} | {Statistics.Quantile(all, 0.5):0.00} | {Statistics.Quantile(all, 0.5) / own:0.0} |");
        Console.WriteLine();
    }

    private static void Once(Workshop workshop, Peer peer, Dictionary<string, List<double>> times)
    {
        if (!Linux.IsInstalled(peer.Needs))
            return;
        using (peer)
        {
            peer.Supervise(workshop.NewFolder(), [[workshop.Worker("stop-bench")]]);
            if (!Linux.Until(() => Linux.Find("stop-bench") is [_], 20))
                return;
            Thread.Sleep(1200);
            var pid = Linux.Find("stop-bench")[0];
            long ended = 0;
            var watcher = new Thread(() =>
            {
                Linux.WaitForEnd(pid);
                ended = Linux.Now();
            });
            watcher.Start();
            Thread.Sleep(20);
            var asked = Linux.Now();
            peer.StopFirst();
            watcher.Join();
            times.TryAdd(peer.Name, []);
            times[peer.Name].Add((ended - asked) / 1e6);
        }
    }
}
