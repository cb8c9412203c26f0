namespace Sundog.Supervisor.Bench;

/// <summary>From SIGKILL to the first instruction of the next run; all peers by turns.</summary>
internal static class Crash
{
    /// <summary>How often: <paramref name="Rounds"/> times each of so many places of each peer.</summary>
    public sealed record Plan(int Places, int Rounds, TimeSpan Alive);

    private sealed record Place(Peer Peer, string Name, string Starts);

    private static double s_own = double.NaN;

    public static void Measure(Workshop workshop, Plan plan, IEnumerable<Func<Peer>> peers)
    {
        var places = new List<Place>();
        for (var i = 0; i < plan.Places; i++)
            foreach (var make in peers.Where(make => Linux.IsInstalled(make().Needs)))
            {
                var place = new Place(make(), $"w{places.Count}-{plan.Places}-bench", Path.Combine(workshop.NewFolder(), "starts"));
                place.Peer.Supervise(workshop.NewFolder(), [[workshop.Worker(place.Name), place.Starts]]);
                Linux.Until(() => Starts(place).Length == 1, 20);
                places.Add(place);
            }

        var times = places.Select(place => place.Peer.Name).Distinct().ToDictionary(name => name, _ => new List<double>());
        for (var round = 0; round < plan.Rounds; round++)
        {
            Thread.Sleep(plan.Alive);
            foreach (var place in places)
                if (Once(place) is { } time)
                    times[place.Peer.Name].Add(time);
        }

        places.ForEach(place => place.Peer.Dispose());
        if (times.TryGetValue(new SundogInit().Name, out var own))
            s_own = Statistics.Quantile(own, 0.5);
        Console.WriteLine($"Crash to restart, alive {plan.Alive.TotalSeconds} s before, ms (what takes over 15 s is left out)\n");
        Console.WriteLine("| supervisor | restarts | min | median | p99 | median / sundog-init |\n|---|---|---|---|---|---|");
        foreach (var (name, all) in times)
            Console.WriteLine($"| {name} | {all.Count} | {Statistics.Quantile(all, 0):0.0} | {Statistics.Quantile(all, 0.5):0.0} | {Statistics.Quantile(all, 0.99):0.0} | {Statistics.Quantile(all, 0.5) / s_own:0.0} |");
        Console.WriteLine();
    }

    private static double? Once(Place place)
    {
        var before = Starts(place).Length;
        if (Linux.Find(place.Name) is not [var pid])
            return null;
        var killed = Linux.Now();
        Linux.kill(pid, 9);
        return Linux.Until(() => Starts(place).Length > before, 15) ? (Starts(place)[^1] - killed) / 1e6 : null;
    }

    private static long[] Starts(Place place) => File.Exists(place.Starts) ? [.. File.ReadAllLines(place.Starts).Select(long.Parse)] : [];
}
