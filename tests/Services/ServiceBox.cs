using System.Diagnostics;
using System.Text;
using Sundog.Configuration;

namespace Sundog.Services.Tests;

/// <summary>Runs a plan's commands with the host's own servers, under what a container gives them: namespaces of its own, an unprivileged
/// user, a volume at <c>/mnt</c>, empty <c>/tmp</c> and <c>/run</c>, a generated <c>/etc</c>. It ends with its standard input, so with
/// the test too.</summary>
internal sealed class ServiceBox : IAsyncDisposable
{
    /// <summary>Beside loopback, the address by which clients that are not local come.</summary>
    public const string Address = "240.0.0.1";

    private const string User = "setpriv --reuid 4242 --regid 4242 --clear-groups --no-new-privs --bounding-set=-all";

    private const string Setup =
        $$"""
        set -e
        ip link set lo up
        ip address add {{Address}}/32 dev lo
        chown 4242:4242 "$VOLUME"
        mount --bind "$VOLUME" /mnt
        mount -t tmpfs tmpfs "$SCRATCH"
        cp -a /etc/alternatives /etc/ld.so.cache "$SCRATCH"
        echo 'service:x:4242:4242::/mnt:/bin/sh' > "$SCRATCH/passwd"
        echo 'service:x:4242:' > "$SCRATCH/group"
        printf '127.0.0.1 localhost\n{{Address}} mysql.internal rabbitmq.internal app.internal\n' > "$SCRATCH/hosts"
        echo 'hosts: files' > "$SCRATCH/nsswitch.conf"
        mount --move "$SCRATCH" /etc
        mount -t tmpfs -o mode=1777 tmpfs /run
        mount -t tmpfs -o mode=1777 tmpfs /tmp
        unset VOLUME SCRATCH
        cd /mnt
        set +e
        {{User}} sh -c "$PRE_START" || { echo 'pre_start failed'; exit 1; }
        if [ -n "$START" ]; then {{User}} sh -c "$START" </dev/null & fi
        {{User}} sh -c "$POST_START" || { echo 'post_start failed'; exit 1; }
        echo ready
        read -r end
        if [ -n "$START" ]; then
          kill -TERM $!
          timeout 30 tail --pid=$! -f /dev/null || kill -KILL $!
          wait $!
          echo "ended with $?"
        fi
        """;

    private readonly Process _process;
    private readonly StringBuilder _output;
    private readonly DirectoryInfo _scratch;
    private readonly Map<string> _environment;

    private ServiceBox(Process process, StringBuilder output, DirectoryInfo scratch, Map<string> environment) =>
        (_process, _output, _scratch, _environment) = (process, output, scratch, environment);

    /// <summary>What the service printed until now.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts the service on a volume and waits until it is ready.</summary>
    public static async Task<ServiceBox> StartAsync(ServicePlan plan, string volume)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to make namespaces and to leave root");
        foreach (var text in new[] { plan.Commands.PreStart, plan.Commands.Start, plan.Commands.PostStart })
        {
            Assert.All(plan.Environment.Values.Where(value => value.Length > 0), secret => Assert.DoesNotContain("S3cret", text ?? ""));
        }

        var scratch = Directory.CreateTempSubdirectory("sundog-etc-");
        var start = new ProcessStartInfo("unshare",
            ["--mount", "--net", "--pid", "--ipc", "--uts", "--fork", "--kill-child", "--mount-proc", "sh", "-c", Setup])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        SetEnvironment(start, plan.Environment);
        start.Environment["VOLUME"] = volume;
        start.Environment["SCRATCH"] = scratch.FullName;
        start.Environment["PRE_START"] = plan.Commands.PreStart ?? "";
        start.Environment["START"] = plan.Commands.Start ?? "";
        start.Environment["POST_START"] = plan.Commands.PostStart ?? "";

        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var output = new StringBuilder();
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += Read;
        process.ErrorDataReceived += Read;
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException("the service ended before it was ready"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var box = new ServiceBox(process, output, scratch, plan.Environment);
        try
        {
            await ready.Task.WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);
            return box;
        }
        catch (Exception failure)
        {
            await box.DisposeAsync();
            throw new InvalidOperationException($"{failure.Message}\n{box.Output}", failure);
        }

        void Read(object sender, DataReceivedEventArgs line)
        {
            lock (output)
            {
                output.AppendLine(line.Data);
            }

            if (line.Data == "ready")
            {
                ready.TrySetResult();
            }
        }
    }

    /// <summary>Runs a program inside, as the service's user, and returns what it printed on both outputs.</summary>
    public async Task<string> RunAsync(string program, params string[] arguments)
    {
        var init = File.ReadAllText($"/proc/{_process.Id}/task/{_process.Id}/children").Trim();
        var start = new ProcessStartInfo("nsenter",
            ["--target", init, "--mount", "--net", "--pid", "--ipc", "--uts", "--wd=/mnt", .. User.Split(' '), program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        SetEnvironment(start, _environment);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (output + await errors).TrimEnd();
    }

    /// <summary>Ends the service as a deployment does; its exit code, 128 + 15 when SIGTERM killed it rather than asked it, 128 + 9 when it ignored it.</summary>
    public async Task<int> StopAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var last = Output.TrimEnd().Split('\n').Last(line => line.StartsWith("ended with ", StringComparison.Ordinal));
        return int.Parse(last["ended with ".Length..]);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        // Which is also the end of its output.
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _scratch.Delete(recursive: true);
    }

    private static void SetEnvironment(ProcessStartInfo start, Map<string> environment)
    {
        start.Environment.Clear();
        start.Environment["HOME"] = "/mnt";
        start.Environment["PATH"] = string.Join(':', HostInstallation.SearchPath);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
    }
}
