using System.Diagnostics;

namespace Sundog.Supervisor.Bench;

/// <summary>How exactly the grace of 15 s is kept while every processor is busy.</summary>
internal static class Grace
{
    private const int Seconds = 15;

    public static void Measure(Workshop workshop, int instances)
    {
        var peers = Enumerable.Range(0, instances).Select(_ => new SundogInit { Settings = $"grace={Seconds}\n" }).ToList();
        var names = peers.Select((_, i) => $"g{i}-bench").ToList();
        foreach (var (peer, name) in peers.Zip(names))
            peer.Supervise(workshop.NewFolder(), [[workshop.Worker(name), "/dev/null", "deaf"]]);
        Linux.Until(() => names.All(name => Linux.Find(name).Length == 1), 30);
        Thread.Sleep(500);

        // Two loops to a processor, of the same priority as all else, bounded even if this program ends early.
        var loops = Enumerable.Range(0, 2 * Environment.ProcessorCount)
            .Select(_ => Linux.Start("timeout", "30", "sh", "-c", "while :; do :; done")).ToList();
        var errors = new double[instances];
        var threads = names.Select((name, i) => new Thread(() => errors[i] = Deviation(peers[i], Linux.Find(name)[0], i * 100))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        foreach (var pid in loops.SelectMany(loop => Linux.Tree(loop.Id)).ToArray())
            Linux.kill(pid, 9);
        peers.ForEach(peer => peer.Dispose());

        Console.WriteLine($"Grace of {Seconds} s, {instances} deaf processes, {loops.Count} busy loops, {Environment.ProcessorCount} processors; from the request to the end, ms off\n\n| min | median | max |\n|---|---|---|");
        Console.WriteLine($"| {errors.Min():+0.0;-0.0} | {errors.Order().ElementAt(instances / 2):+0.0;-0.0} | {errors.Max():+0.0;-0.0} |\n");
        loops.ForEach(loop => loop.Dispose());
    }

    private static double Deviation(SundogInit peer, int pid, int delay)
    {
        Linux.ComeFirst();
        Thread.Sleep(delay);
        var asked = Stopwatch.GetTimestamp();
        peer.StopFirst();
        Linux.WaitForEnd(pid);
        return (Stopwatch.GetElapsedTime(asked).TotalSeconds - Seconds) * 1000;
    }
}
