using System.Net.Sockets;
using System.Runtime.InteropServices;
using Sundog.Configuration;
using Sundog.Planning;
using Sundog.Runtime.Local;

namespace Sundog.Runtime.Tests;

/// <summary>The known ways out of an instance, each tried from within. docs/security.md lists them.</summary>
public sealed class SecurityTests : IAsyncLifetime
{
    private const int NotPermitted = 1;
    private const int NotImplemented = 38;

    // x86_64: what is refused, with arguments that the kernel itself would not refuse for want of a capability where there are any.
    private const string Refused = """
        mount=165 umount2=166 pivot_root=155 move_mount=429 open_tree=428 fsopen=430 fsconfig=431 fsmount=432 fspick=433 mount_setattr=442
        setns=308 unshare=272,0x10000000 unshare-net=272,0x40000000 clone-newuser=56,0x10000011 clone-newnet=56,0x40000011 clone3=435
        kcmp=312 userfaultfd=323,1 bpf=321,0 perf_event_open=298
        keyctl=250,0,-3,0 add_key=248 request_key=249 io_uring_setup=425,1 io_uring_enter=426 io_uring_register=427
        init_module=175 finit_module=313 delete_module=176 kexec_load=246 kexec_file_load=320 reboot=169 syslog=103,10 acct=163 swapon=167
        swapoff=168 quotactl=179 name_to_handle_at=303 open_by_handle_at=304 fanotify_init=300 fanotify_mark=301 iopl=172 ioperm=173
        modify_ldt=154 lookup_dcookie=212 mbind=237 get_mempolicy=239 set_mempolicy=238 migrate_pages=256 move_pages=279 vhangup=153
        settimeofday=164 clock_settime=227 adjtimex=159 clock_adjtime=305 sethostname=170 setdomainname=171 _sysctl=156 uselib=134 ustat=136
        sysfs=139,3 personality=135,1 socket-vsock=41,40,1,0 socket-alg=41,38,5,0 socket-packet=41,17,3,0 statmount=457 listmount=458
        quotactl_fd=443 nfsservctl=180 create_module=174 get_kernel_syms=177 query_module=178 set_mempolicy_home_node=450 lsm_set_self_attr=460
        """;

    private readonly Machine _machine = new();

    public async ValueTask InitializeAsync() => await _machine.StartAsync(
        Machine.Instance("shop") with { Mounts = [new MountPlan("/app/data", new VolumeName(MountSource.Storage, "shop"), "data")] });

    public ValueTask DisposeAsync() => _machine.DisposeAsync();

    [Fact]
    public async Task Calls_that_lead_out_are_refused()
    {
        Assert.SkipWhen(RuntimeInformation.ProcessArchitecture != Architecture.X64, "the numbers are those of x86_64");
        var calls = Refused.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Assert.True(calls.Length >= 60);
        var answers = await Run($"perl calls.pl {string.Join(' ', calls)}");
        Assert.Equal(calls.Length, answers.Count);
        Assert.All(answers, answer => Assert.Contains(int.Parse(answer.Split(' ')[1]), new[] { NotPermitted, NotImplemented }));
    }

    [Fact]
    public async Task Whoever_enters_has_no_more_than_the_command()
    {
        foreach (var process in new[] { "1", "self" })
        {
            var status = await Run($"cat /proc/{process}/status");
            foreach (var line in new[] { "CapInh:", "CapPrm:", "CapEff:", "CapBnd:", "CapAmb:" })
            {
                Assert.Contains($"{line}\t0000000000000000", status);
            }

            Assert.Contains("NoNewPrivs:\t1", status);
            Assert.Contains("Seccomp:\t2", status);
            Assert.Contains($"Uid:\t{Machine.User}\t{Machine.User}\t{Machine.User}\t{Machine.User}", status);
        }
    }

    [Fact]
    public async Task Its_users_are_nobody_outside()
    {
        var map = (await Run("cat /proc/self/uid_map")).Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.All(map, range => Assert.True(long.Parse(range[1]) >= 100_000 && range[2] == "1"));
        Assert.NotEqual(0, await _machine.ExitAsync("shop", "perl -e 'exit !POSIX::setuid(0)' -MPOSIX"));
    }

    [Fact]
    public async Task A_program_with_the_setuid_bit_gains_nothing()
    {
        Assert.Contains(await Run("grep ' /usr ' /proc/self/mounts"), line => line.Contains("nosuid", StringComparison.Ordinal));
        Assert.Equal([$"{Machine.User}"], await Run("cp /usr/bin/id /tmp/id; chmod 6755 /tmp/id; /tmp/id -u"));
    }

    [Fact]
    public async Task All_of_its_namespaces_are_its_own()
    {
        foreach (var kind in new[] { "cgroup", "ipc", "mnt", "net", "pid", "user", "uts" })
        {
            Assert.NotEqual(new FileInfo($"/proc/self/ns/{kind}").LinkTarget, (await Run($"readlink /proc/self/ns/{kind}"))[0]);
        }
    }

    [Fact]
    public async Task No_process_of_the_machine_is_visible()
    {
        Assert.Equal(["sundog-init"], await Run("cat /proc/1/comm"));
        var processes = await Run("cat /proc/[0-9]*/comm | sort -u");
        Assert.All(processes, name => Assert.Contains(name, new[] { "sundog-init", "sleep", "sh", "cat", "sort", "runc:[2:INIT]", "crun" }));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/app")]
    [InlineData("/usr/bin")]
    [InlineData("/etc")]
    [InlineData("/.sundog/bin")]
    [InlineData("/.sundog-unit")]
    [InlineData("/dev")]
    [InlineData("/sys")]
    [InlineData("/proc/sys/kernel")]
    [InlineData("/var/lib")]
    [InlineData("/var/log")]
    [InlineData("/run/service/app/supervise")]
    public async Task What_is_not_its_own_is_read_only(string directory) =>
        Assert.NotEqual(0, await _machine.ExitAsync("shop", $"touch {directory}/x"));

    [Theory]
    [InlineData("/tmp")]
    [InlineData("/run")]
    [InlineData("/run/service/app")]
    [InlineData("/app/data")]
    [InlineData("/dev/shm")]
    public async Task What_is_its_own_is_writable_and_holds_no_devices(string directory)
    {
        Assert.Equal(0, await _machine.ExitAsync("shop", $"touch {directory}/x"));
        Assert.NotEqual(0, await _machine.ExitAsync("shop", $"mknod {directory}/device c 1 3 && head -c 1 {directory}/device"));
        Assert.Contains(await Run($"grep ' {directory} ' /proc/self/mounts"), line => line.Contains("nosuid,nodev", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_PID_1_is_handed_nobody_takes_from_it()
    {
        Assert.NotEqual(0, await _machine.ExitAsync("shop", "ls /proc/1/fd"));
        Assert.NotEqual(0, await _machine.ExitAsync("shop", "touch /proc/1/fd/3/x"));
        Assert.Equal(["-1"], await Run("python3 -c 'import ctypes; print(ctypes.CDLL(None).ptrace(16, 1, 0, 0))'"));

        // What it starts has none of it.
        Assert.Equal(["0 1 2"], await Run("cd /proc/$(cat /run/service/app/supervise/pid)/fd && echo *"));
    }

    [Theory]
    [InlineData("/proc/kcore")]
    [InlineData("/proc/keys")]
    [InlineData("/proc/timer_list")]
    [InlineData("/proc/kmsg")]
    [InlineData("/proc/kallsyms")]
    public async Task The_kernel_tells_nothing_of_the_machine(string file) => Assert.Equal(["0"], await Run($"head -c 100 {file} 2>/dev/null | wc -c"));

    [Theory]
    [InlineData("echo c > /proc/sysrq-trigger")]
    [InlineData("echo x > /proc/sys/kernel/core_pattern")]
    [InlineData("echo 1 > /proc/sys/net/ipv4/ip_forward")]
    [InlineData("echo x > /sys/kernel/uevent_helper")]
    [InlineData("echo 1 > /sys/fs/cgroup/release_agent")]
    [InlineData("mkdir /sys/fs/cgroup/x")]
    [InlineData("cat /dev/mem")]
    [InlineData("cat /dev/kmsg")]
    [InlineData("ls /dev/loop0 /dev/vda /dev/sda")]
    [InlineData("nft list ruleset")]
    [InlineData("ip link delete internet")]
    [InlineData("ls /var/run/docker.sock")]
    [InlineData("ls /proc/1/root/../home/*")]
    [InlineData("cat /etc/shadow")]
    public async Task A_known_way_out_is_closed(string way) => Assert.NotEqual(0, await _machine.ExitAsync("shop", way));

    [Fact]
    public async Task Secrets_are_readable_by_the_instance_alone()
    {
        var bundle = Path.Combine(_machine.State.Root, "environments", _machine.Environment.ToString(), "instances", "shop.0");
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        foreach (var name in new[] { "config.json", "plan.json", "run-config.json", "unit/environment", "unit/start" })
        {
            Assert.Equal(default, File.GetUnixFileMode(Path.Combine(bundle, name)) & Others);
        }

        // Another user of the machine gets into neither directory.
        using var process = System.Diagnostics.Process.Start(
            "setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", "sh", "-c", $"ls {_machine.State.Root} {bundle} {_machine.State.Transient} 2>/dev/null"])!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.NotEqual(0, process.ExitCode);
    }

    [Fact]
    public async Task A_symbolic_link_in_a_volume_leads_no_mount_out()
    {
        await Run("rm -rf data/in; ln -s /etc data/in");
        var fault = await Assert.ThrowsAsync<RuntimeException>(() => _machine.StartAsync(
            Machine.Instance("shop--queue") with { Mounts = [new MountPlan("/app/data", new VolumeName(MountSource.Storage, "shop"), "data/in")] }));
        Assert.Contains("source_path", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_put_there_at_the_last_instant_leads_no_mount_out_either()
    {
        var volume = Path.Combine(_machine.State.Root, "race");
        Directory.CreateDirectory(Path.Combine(volume, "a", "b"));
        using var ending = new CancellationTokenSource();
        var attacker = Task.Run(() =>
        {
            while (!ending.IsCancellationRequested)
            {
                Directory.Move(Path.Combine(volume, "a"), Path.Combine(volume, "c"));
                File.CreateSymbolicLink(Path.Combine(volume, "a"), "/etc");
                File.Delete(Path.Combine(volume, "a"));
                Directory.Move(Path.Combine(volume, "c"), Path.Combine(volume, "a"));
            }
        }, TestContext.Current.CancellationToken);
        var opened = 0;
        for (var i = 0; i < 2000; i++)
        {
            try
            {
                using var handle = Volumes.Open(volume, new MountPlan("/app/x", new VolumeName(MountSource.Storage, "x"), "a/b"), Machine.User);
                Assert.StartsWith(volume, File.ResolveLinkTarget($"/proc/self/fd/{handle.DangerousGetHandle()}", false)!.FullName, StringComparison.Ordinal);
                opened++;
            }
            catch (RuntimeException)
            {
                // It saw the link, or nothing.
            }
        }

        await ending.CancelAsync();
        try
        {
            await attacker;
        }
        catch (IOException)
        {
            // What it moves was made by us in between.
        }

        Assert.True(opened > 0);
        Assert.False(Directory.Exists("/etc/b"));
    }

    [Fact]
    public async Task A_link_in_the_place_of_its_socket_leads_the_router_to_none_of_the_machine()
    {
        var outside = new UnixDomainSocketEndPoint(Path.Combine(_machine.State.Root, "outside.sock"));
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(outside);
        listener.Listen();
        await Run($"ln -s {outside} /run/app.sock");
        await Assert.ThrowsAsync<IOException>(() => Connect("shop"));
        await Run($"ln -sf /proc/1/root{outside} /run/app.sock");
        await Assert.ThrowsAsync<IOException>(() => Connect("shop"));
        Assert.False(listener.Poll(0, SelectMode.SelectRead));
    }

    [Fact]
    public async Task A_link_in_the_place_of_its_socket_leads_to_another_of_its_own()
    {
        await _machine.StartAsync(Machine.Instance("blog", """
            ln -s /tmp/own.sock /run/app.sock
            exec perl -MIO::Socket::UNIX -e 'my $own = IO::Socket::UNIX->new(Local => "/tmp/own.sock", Listen => 9); while (my $one = $own->accept) { print $one "its own"; close $one }'
            """));
        await Wait.UntilAsync(async () => await _machine.ExitAsync("blog", "test -S /tmp/own.sock") == 0);
        using var reader = new StreamReader(await Connect("blog"));
        Assert.Equal("its own", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_number_of_processes_and_open_files_is_bounded()
    {
        await _machine.StartAsync(Machine.Instance("shop--queue") with { Limits = new Limits(0.5, 224, 40) });
        Assert.NotEqual(0, await _machine.ExitAsync("shop--queue", "perl -e 'for (1..100) { my $p = fork; exit 1 unless defined $p; if (!$p) { sleep 3; exit } } exit 0'"));
        Assert.Equal(0, await _machine.ExitAsync("shop", "test $(ulimit -n) -le 65536 && test $(ulimit -c) = 0"));
    }

    [Fact]
    public async Task Memory_beyond_the_limit_ends_the_process_and_no_other_instance()
    {
        await _machine.StartAsync(Machine.Instance("shop--queue") with { Limits = new Limits(0.5, 64, 40) });
        var before = _machine.InitPid("shop");
        Assert.NotEqual(0, await _machine.ExitAsync("shop--queue", "perl -e '$x = \"x\" x (200 * 1024 * 1024); print length $x'"));
        Assert.Equal(before, _machine.InitPid("shop"));
    }

    [Fact]
    public async Task A_daemon_that_is_spared_when_memory_runs_out_spares_no_instance_and_no_hook()
    {
        // This machine may not let the score of the daemon be lowered; that whoever enters does not inherit it is the same upwards.
        const string Own = "/proc/self/oom_score_adj";
        var own = await File.ReadAllTextAsync(Own, TestContext.Current.CancellationToken);
        var expected = new[] { $"{Math.Max(0, int.Parse(own))}" };
        Assert.Equal(expected, await Run("cat /proc/1/oom_score_adj"));
        Assert.Contains("\"oomScoreAdj\":", await File.ReadAllTextAsync(Path.Combine(_machine.State.Instance(_machine.Environment, new InstanceName("shop", 0)), "config.json"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await File.WriteAllTextAsync(Own, "700", TestContext.Current.CancellationToken);
        try
        {
            Assert.Equal(expected, await Run($"cat {Own}"));
        }
        finally
        {
            await File.WriteAllTextAsync(Own, own, CancellationToken.None);
        }
    }

    private Task<Stream> Connect(string container) =>
        _machine.Runtime.ConnectAsync(_machine.Environment, new InstanceName(container, 0), port: null, TestContext.Current.CancellationToken).AsTask();

    private Task<IReadOnlyList<string>> Run(string text) => _machine.RunAsync("shop", text);
}
