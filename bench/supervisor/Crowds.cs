namespace Sundog.Supervisor.Bench;

/// <summary>What many idle processes cost.</summary>
internal static class Crowds
{
    /// <summary>The supervisors' memory, every page by its share, divided by the processes they supervise.</summary>
    public static void Memory(Workshop workshop, int[] counts)
    {
        const int Compared = 10;
        Console.WriteLine($"Memory per supervised process, KiB of PSS\n\n| supervisor | {string.Join(" | ", counts)} | at {Compared} / sundog-init |\n|---|{string.Concat(counts.Select(_ => "---|"))}---|");
        var own = double.NaN;
        foreach (var make in Peer.Makers())
        {
            var cells = counts.Select(count => (Count: count, Size: Crowd(workshop, make(), count, peer => peer.Own().Sum(Linux.Pss) / (double)count))).ToList();
            var compared = cells.First(cell => cell.Count == Compared).Size ?? double.NaN;
            own = double.IsNaN(own) ? compared : own;
            Console.WriteLine($"| {make().Name} | {string.Join(" | ", cells.Select(cell => $"{cell.Size:0}"))} | {compared / own:0.0} |".Replace("|  |", "| not run |").Replace("|  |", "| not run |"));
        }

        Console.WriteLine();
    }

    public static void Idle(Workshop workshop, int count, int seconds)
    {
        Console.WriteLine($"Wake-ups a second, {count} idle processes\n\n| supervisor | wake-ups/s |\n|---|---|");
        foreach (var make in Peer.Makers())
        {
            var rate = Crowd(workshop, make(), count, peer =>
            {
                var own = peer.Own().ToArray();
                Thread.Sleep(2000);
                var before = own.Sum(Linux.WakeUps);
                Thread.Sleep(seconds * 1000);
                return (own.Sum(Linux.WakeUps) - before) / (double)seconds;
            });
            Console.WriteLine($"| {make().Name} | {(rate is { } known ? $"{known:0.0}" : "not run")} |");
        }

        Console.WriteLine();
    }

    private static double? Crowd(Workshop workshop, Peer peer, int count, Func<Peer, double> measure)
    {
        if (!Linux.IsInstalled(peer.Needs) || count > peer.Most)
            return null;
        using (peer)
        {
            var worker = workshop.Worker("crowd-bench");
            peer.Supervise(workshop.NewFolder(), [.. Enumerable.Repeat<string[]>([worker], count)]);
            if (!Linux.Until(() => Linux.Find("crowd-bench").Length >= count, 120))
                return null;
            Thread.Sleep(2000);
            return measure(peer);
        }
    }
}
