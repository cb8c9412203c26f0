using Sundog.Planning;

namespace Sundog.Runtime;

/// <summary>Where instances run. Nothing above knows which engine it is; every verb may be repeated without harm, because a
/// deployment that was cut off repeats them.</summary>
public interface IRuntime
{
    /// <summary>Starts an instance that does not run and lays its cables to those that do. Returns when its PID 1 runs.</summary>
    /// <exception cref="RuntimeException">The engine refused; nothing of the instance is left.</exception>
    Task StartAsync(Launch launch, CancellationToken cancellation);

    /// <summary>Starts an instance beside the one that runs under its name. Nothing is led to it until it takes over.</summary>
    /// <returns>What it is called until then.</returns>
    /// <exception cref="RuntimeException">The engine refused; nothing of the instance is left.</exception>
    Task<InstanceName> StartBesideAsync(Launch launch, CancellationToken cancellation);

    /// <summary>From now on the instance's name means the one that was started beside it.</summary>
    /// <returns>What the one before is called now.</returns>
    InstanceName TakeOver(EnvironmentName environment, InstanceName successor);

    /// <summary>The name that means, whoever takes over, the instance that is current now.</summary>
    InstanceName Current(EnvironmentName environment, InstanceName instance);

    /// <summary>Stops an instance: SIGTERM, the grace, SIGKILL. Returns when its last process is gone and nothing but volumes and logs is
    /// left of it. An instance that does not run is no error.</summary>
    /// <returns>Who had to be killed at the end of the grace.</returns>
    Task<IReadOnlyList<string>> StopAsync(EnvironmentName environment, InstanceName instance, TimeSpan grace, CancellationToken cancellation);

    /// <summary>Makes the network between the instances that run what a plan says: lays cables that are missing, spreads the connections to
    /// several copies over those that run, and tells copies of each other. No instance is restarted.</summary>
    Task ArrangeAsync(Plan plan, CancellationToken cancellation);

    /// <summary>Gives an instance that runs the limits of its new plan, which differs in nothing else. Nothing in it notices.</summary>
    Task ResizeAsync(EnvironmentName environment, InstancePlan plan, CancellationToken cancellation);

    /// <summary>Fetches an OCI image, if it is not there, so that instances and builds can be made of it.</summary>
    /// <exception cref="RuntimeException">It cannot be had.</exception>
    Task FetchAsync(string image, Action<string> output, CancellationToken cancellation);

    /// <summary>What runs from images: what the user's file <c>images.json</c> maps, or every type.</summary>
    ImageSettings ImagesOf(bool all);

    /// <summary>Deletes the images but those that are kept.</summary>
    /// <returns>The references that are gone.</returns>
    IReadOnlyList<string> PruneImages(IEnumerable<string> kept);

    /// <summary>What the mounts of an instance hold.</summary>
    IReadOnlyList<MountUsage> Mounts(EnvironmentName environment, InstancePlan plan);

    /// <summary>What a volume may hold and has left.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="volume">The volume.</param>
    /// <param name="users">The instances that may use it.</param>
    DiskUsage Disk(EnvironmentName environment, VolumeName volume, IEnumerable<InstancePlan> users);

    /// <summary>Ends builds that are under way for nobody: those of a daemon that was killed.</summary>
    Task EndBuildsAsync();

    /// <summary>Empties the temporary mounts of an instance.</summary>
    Task EmptyTemporaryAsync(EnvironmentName environment, InstancePlan plan, CancellationToken cancellation);

    /// <summary>Listens on a TCP port of all addresses of an instance.</summary>
    /// <exception cref="IOException">The instance does not run.</exception>
    System.Net.Sockets.Socket Listen(EnvironmentName environment, InstanceName instance, int port);

    /// <summary>Waits until the instance is ready: its <c>post_start</c> has ended. One that a person has stopped is not waited for.</summary>
    /// <exception cref="RuntimeException">It ended, or was not ready within the bound.</exception>
    Task WaitReadyAsync(EnvironmentName environment, InstanceName instance, TimeSpan bound, CancellationToken cancellation);

    /// <summary>Completes when the instance has ended, however it did; at once when it does not run.</summary>
    Task WaitEndAsync(EnvironmentName environment, InstanceName instance);

    /// <summary>The plans from which the running instances were started. One whose start was cut off, or that is not current, has a plan that equals
    /// no other.</summary>
    IReadOnlyList<InstancePlan> Running(EnvironmentName environment);

    /// <summary>What runs, asked of the kernel.</summary>
    IReadOnlyList<Observation> Observe(EnvironmentName environment);

    /// <summary>What one instance does, asked of the kernel; null when it does not run.</summary>
    Observation? Observe(EnvironmentName environment, InstanceName instance);

    /// <summary>Runs shell text in a running instance, as its user and with its environment.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="instance">The instance.</param>
    /// <param name="text">Text for <c>/bin/sh</c>.</param>
    /// <param name="mark">By which its processes can be found again, by another daemon too.</param>
    /// <param name="output">Gets each line of its output.</param>
    /// <param name="cancellation">Ends the command with SIGTERM.</param>
    /// <returns>The exit code; 128 and the signal's number when a signal ended it.</returns>
    /// <exception cref="RuntimeException">It could not be begun.</exception>
    Task<int> ExecuteAsync(EnvironmentName environment, InstanceName instance, string text, string mark, Action<string> output, CancellationToken cancellation);

    /// <summary>Ends the processes of a command that was run in an instance, and whatever they have started: SIGTERM, the grace, SIGKILL; without a
    /// grace SIGKILL at once. Returns when none is left.</summary>
    Task EndAsync(EnvironmentName environment, InstanceName instance, string mark, TimeSpan grace, CancellationToken cancellation);

    /// <summary>The program and arguments that put the caller's own terminal into the instance: a shell, or one command.</summary>
    IReadOnlyList<string> EnterCommand(EnvironmentName environment, InstanceName instance, string? command, bool terminal);

    /// <summary>Runs the steps of a build in a container of its own.</summary>
    /// <returns>The exit code of the first step that failed, otherwise 0.</returns>
    Task<int> BuildAsync(BuildLaunch launch, Action<string> output, CancellationToken cancellation);

    /// <summary>Gives a tree to the user of an environment.</summary>
    void Own(string directory, int user);

    /// <summary>Returns when what was written below a directory is on the disk.</summary>
    void Flush(string directory);

    /// <summary>Removes what is left of an environment in which nothing runs.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="volumes">Whether its volumes and logs go too.</param>
    /// <param name="cancellation">Stops waiting.</param>
    Task RemoveAsync(EnvironmentName environment, bool volumes, CancellationToken cancellation);

    /// <summary>The log file of an instance, on this machine.</summary>
    string LogFile(EnvironmentName environment, InstanceName instance, string name);

    /// <summary>Opens a log file of an instance for reading; null when it is not there or is no file.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="instance">The instance.</param>
    /// <param name="name">The log's name.</param>
    /// <param name="rotation">How many rotations ago it was the log; 0: it still is.</param>
    Stream? OpenLog(EnvironmentName environment, InstanceName instance, string name, int rotation);

    /// <summary>Opens a log file of an instance to add to it, made if it is not there; null when it cannot be.</summary>
    Stream? AppendLog(EnvironmentName environment, InstanceName instance, string name);

    /// <summary>A connection to a port or socket inside an instance.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="instance">The instance.</param>
    /// <param name="port">The TCP port on its loopback; null: the socket <c>/run/app.sock</c>.</param>
    /// <param name="cancellation">Stops waiting.</param>
    ValueTask<Stream> ConnectAsync(EnvironmentName environment, InstanceName instance, int? port, CancellationToken cancellation);

    /// <summary>The directory under which the instance's file system is seen from here; null when it does not run.</summary>
    string? RootOf(EnvironmentName environment, InstanceName instance);
}

/// <summary>An instance to start.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="User">The uid that all of the environment's processes run as.</param>
/// <param name="Plan">The instance.</param>
/// <param name="Cables">The cables at which it is one of the ends.</param>
/// <param name="BuildDirectory">The build's result; null for a service.</param>
public sealed record Launch(EnvironmentName Environment, int User, InstancePlan Plan, IReadOnlyList<Cable> Cables, string? BuildDirectory);

/// <summary>A build to run.</summary>
/// <param name="Environment">The environment for which it is built first.</param>
/// <param name="User">The uid of its commands.</param>
/// <param name="Plan">The build.</param>
/// <param name="Directory">The sources, writable, which become the result.</param>
/// <param name="CacheDirectory">Kept between builds.</param>
public sealed record BuildLaunch(EnvironmentName Environment, int User, BuildPlan Plan, string Directory, string CacheDirectory);

/// <summary>The engine could not do it. The message is for the user.</summary>
public sealed class RuntimeException(string message, Exception? inner = null) : Exception(message, inner);
