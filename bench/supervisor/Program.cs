// Measures sundog-init beside its peers in one run of some ten minutes, and leaves nothing behind:
//     dotnet run -c Release --project bench/supervisor [-- crash|stop|grace|log|memory|idle ...]
// Needs root, gcc and what is to be measured: the Debian packages runit, s6, supervisor, systemd, docker.io and npm (for PM2).
using System.Diagnostics;
using Sundog.Supervisor.Bench;

var parts = args.Length > 0 ? args : ["crash", "stop", "grace", "log", "memory", "idle"];
using var workshop = new Workshop();
var watch = Stopwatch.StartNew();
Console.WriteLine($"{Workshop.Machine()}\n");
foreach (var peer in Peer.All().Where(peer => !Linux.IsInstalled(peer.Needs)))
    Console.WriteLine($"{peer.Name} is not measured: {peer.Needs} is not installed");
foreach (var part in parts)
    switch (part)
    {
        case "crash":
            Crash.Measure(workshop, new Crash.Plan(Places: 10, Rounds: 30, Alive: TimeSpan.FromSeconds(1.3)), Peer.Fast());
            Crash.Measure(workshop, new Crash.Plan(Places: 1, Rounds: 8, Alive: TimeSpan.FromSeconds(2.2)), Peer.Slow());
            break;
        case "stop":
            Stopping.Measure(workshop, fast: 15, slow: 3);
            break;
        case "grace":
            Grace.Measure(workshop, instances: 10);
            break;
        case "log":
            Logging.Measure(workshop, bytes: 300_000_000);
            break;
        case "memory":
            Crowds.Memory(workshop, [1, 10, 100, 500]);
            break;
        case "idle":
            Crowds.Idle(workshop, count: 50, seconds: 5);
            break;
    }

Console.WriteLine($"{Workshop.Machine()}; {watch.Elapsed.TotalMinutes:0.0} minutes");
