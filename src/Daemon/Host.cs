using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Sundog.Api;
using Sundog.Building;
using Sundog.Deployments;
using Sundog.Routing;
using Sundog.Runtime.Local;

namespace Sundog.Daemon;

/// <summary>The daemon: puts the rooms together, makes run what shall run, and answers on its socket. Instances do not depend on it: it may
/// end at any instant, and finds them again when it is started.</summary>
public static class Host
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private const UnixFileMode OnlyRoot = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Runs until it is asked to end.</summary>
    /// <param name="state">Where everything lies.</param>
    /// <param name="guest">The folder with <c>sundog-init</c> as it was built.</param>
    /// <param name="build">What tells this build from others; a command of another build replaces a daemon that was started on demand.</param>
    /// <param name="onDemand">Whether it was started by a command that needed it, and ends when nothing needs it any more.</param>
    /// <param name="passed">The sockets of a daemon that became this one, as <see cref="Successor"/> told; null when there was none.</param>
    /// <param name="cancellation">Asks it to end.</param>
    /// <returns>What this process is to become now; null: it ends.</returns>
    public static async Task<Successor?> RunAsync(
        StateDirectory state, string guest, string build, bool onDemand, string? passed, CancellationToken cancellation)
    {
        OutOfMemory.Spare();
        var sockets = ListeningSockets.Take(passed);
        IReadOnlyList<string>? successor = null;
        state.Create();
        await using var alone = await BeAloneAsync(state, cancellation).ConfigureAwait(false);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var runtime = new LocalRuntime(state, Install(state, guest));
        var builder = new Builder(runtime, state.Builds, state.BuildCache);
        await using var routing = new RouterRouting(runtime, sockets);
        using var environments = new Environments(new Database(state.Database), runtime, builder, routing, TimeProvider.System);
        await environments.TidyAsync().ConfigureAwait(false);
        await using var application = Application(state, new ApiServer(environments, build, onDemand ? EndFor : null));
        await using var server = Serve(state, sockets, application);
        File.SetUnixFileMode(state.Socket, OnlyRoot);
        await environments.ReconcileAsync().ConfigureAwait(false);
        sockets.CloseUnused();
        ServiceManager.Ready();
        await WaitAsync(ending.Token).ConfigureAwait(false);

        ServiceManager.Stopping();

        // Whoever comes now waits for the one that this process becomes, or finds no socket, starts the next daemon, and that one waits for the end of
        // this one.
        if (successor is null && !sockets.IsPassed(state.Socket))
        {
            File.Delete(state.Socket);
        }

        await server.StopAsync(s_patience).ConfigureAwait(false);
        return successor is null ? null : new Successor(successor, sockets.PassOn());

        void EndFor(IReadOnlyList<string>? command)
        {
            successor = command;
            ending.Cancel();
        }
    }

    // A predecessor may still be ending: two daemons at once would both start what one of them stops.
    private static async Task<FileStream> BeAloneAsync(StateDirectory state, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return new FileStream(state.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(20, cancellation).ConfigureAwait(false);
            }
        }
    }

    // Only the way of a request through the API: its own server would wake every second, also while nobody asks anything.
    private static WebApplication Application(StateDirectory state, ApiServer api)
    {
        // Nothing is read from the directory in which the daemon was started, nor watched: an application's appsettings.json is none of its business.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = state.Root });
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRouting();
        var application = builder.Build();
        application.UseRouting();
        api.Map(application);
        application.UseEndpoints(_ => { });
        return application;
    }

    private static WebListener Serve(StateDirectory state, ListeningSockets sockets, WebApplication application)
    {
        var socket = new Socket(new SafeSocketHandle(sockets.Open(state.Socket), ownsHandle: true));
        return WebListener.Start([socket], ((IApplicationBuilder)application).Build());
    }

    // Running containers see the folder that they were started with: another version is another folder.
    private static string Install(StateDirectory state, string guest)
    {
        var program = File.ReadAllBytes(Path.Combine(guest, "bin", "sundog-init"));
        var installed = Path.Combine(state.Root, "guest", Convert.ToHexStringLower(SHA256.HashData(program))[..16]);
        if (Directory.Exists(installed))
        {
            return installed;
        }

        var making = installed + ".new";
        Directory.CreateDirectory(Path.Combine(making, "bin"));
        File.WriteAllBytes(Path.Combine(making, "bin", "sundog-init"), program);
        File.SetUnixFileMode(Path.Combine(making, "bin", "sundog-init"), (UnixFileMode)0b111_101_101);
        File.Delete(Path.Combine(making, "bin", "sv"));
        File.CreateSymbolicLink(Path.Combine(making, "bin", "sv"), "sundog-init");
        Directory.Move(making, installed);
        return installed;
    }

    private static async Task WaitAsync(CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // That is the end.
        }
    }
}

/// <summary>What the daemon's process is to become: another build of it.</summary>
/// <param name="Command">Its program and arguments.</param>
/// <param name="Sockets">What that is to be told of the sockets it inherits.</param>
public sealed record Successor(IReadOnlyList<string> Command, string Sockets);
