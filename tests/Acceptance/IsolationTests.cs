namespace Sundog.Acceptance.Tests;

/// <summary>Who can connect to whom, and who can write where.</summary>
[Collection(nameof(ThreeInstances))]
public sealed class IsolationTests(ThreeInstances three)
{
    private const int Port = 9000;

    // Ends with 0 when somebody answers, with 1 when nobody can be reached; any other failure is one of the test's own.
    private const string Connect = """
        import socket, sys
        try:
            socket.create_connection((sys.argv[1], int(sys.argv[2])), 1).close()
        except OSError as error:
            print(error)
            sys.exit(1)
        """;

    private Project Project => three.Project;

    [Fact]
    public async Task Mysql_internal_answers_queue()
    {
        Assert.Equal(0, (await ConnectAsync("queue", "mysql.internal", 3306)).Code);
        Assert.Equal("1", await Project.ReadAsync("queue", "python -c 'from project import orders\nwith orders.database() as c: c.execute(\"SELECT 1\"); print(c.fetchone()[\"1\"])'"));
    }

    [Fact]
    public async Task Mail_reaches_RabbitMQ_and_does_not_even_know_a_name_of_the_database()
    {
        Assert.Equal(0, (await ConnectAsync("mail", "rabbitmq.internal", 5672)).Code);
        Assert.NotEqual(0, (await Project.SshAsync("mail", "getent hosts mysql.internal")).Code);
        Assert.Equal("", await Project.ReadAsync("mail", "env | grep -i mysql; true"));
    }

    [Fact]
    public async Task Mail_cannot_connect_to_the_database_whatever_address_it_tries()
    {
        var addresses = new[] { await AddressAsync("queue", "mysql.internal"), await AddressAsync("", "mysql.internal") };

        Assert.Equal(2, addresses.Distinct().Count());
        foreach (var address in addresses)
        {
            Assert.Equal(1, (await ConnectAsync("mail", address, 3306)).Code);
        }
    }

    [Fact]
    public async Task Mail_cannot_connect_to_web()
    {
        foreach (var address in await OwnAddressesAsync(""))
        {
            Assert.Equal(1, (await ConnectAsync("mail", address, 8888)).Code);
        }
    }

    [Fact]
    public async Task Nothing_connects_to_a_worker_even_when_it_listens()
    {
        // Listens on all of its addresses until it is told to end.
        await Project.ReadAsync("queue", $"cd /tmp; setsid python3 -m http.server --bind 0.0.0.0 {Port} >/tmp/listener.log 2>&1 & echo $! > /tmp/listener");
        try
        {
            await Until.TrueAsync(async () => (await ConnectAsync("queue", "127.0.0.1", Port)).Code == 0, "the listener to listen");
            var addresses = await OwnAddressesAsync("queue");

            Assert.True(addresses.Length >= 3, "its two cables and the way out");
            Assert.All(await Task.WhenAll(addresses.Select(address => ConnectAsync("queue", address, Port))), outcome => Assert.Equal(0, outcome.Code));

            // The host knows the address of the way out; the cables' are known only at their two ends.
            var wayOut = Assert.Single(addresses, address => address.StartsWith("250.", StringComparison.Ordinal));
            var attempts = await Task.WhenAll(addresses.SelectMany(address => new[]
            {
                ConnectAsync("", address, Port),
                ConnectAsync("mail", address, Port),
                ConnectFromServiceAsync("mysql", address, Port),
                ConnectFromServiceAsync("rabbitmq", address, Port),
            }).Append(Command.RunAsync("python3", "-c", Connect, wayOut, $"{Port}")));
            Assert.All(attempts, outcome => Assert.Equal(1, outcome.Code));
        }
        finally
        {
            await Project.ReadAsync("queue", "kill $(cat /tmp/listener)");
        }
    }

    [Fact]
    public async Task Mail_can_write_only_to_what_is_emptied_with_its_container()
    {
        var writable = await Project.ReadAsync("mail", "find / -path /proc -prune -o -type d -writable -print 2>/dev/null; true");

        Assert.Equal(
            ["/dev/mqueue", "/dev/shm", "/run", "/tmp"],
            writable.Split('\n').Where(path => !path.StartsWith("/run/", StringComparison.Ordinal) && !path.StartsWith("/tmp/", StringComparison.Ordinal)).Order());
        foreach (var path in new[] { "/app/x", "/app/project/x", "/etc/x", "/usr/x", "/var/log/x", "/run/service/app/supervise/x", "/var/lib/x", "/home/x", "/mnt/x", "/x" })
        {
            Assert.NotEqual(0, (await Project.SshAsync("mail", $"echo x > {path}")).Code);
        }
    }

    [Fact]
    public async Task Queue_can_write_to_its_mount_and_not_to_the_code_around_it()
    {
        await Project.ReadAsync("queue", "echo x > scratch/x && rm scratch/x");

        Assert.NotEqual(0, (await Project.SshAsync("queue", "echo x > /app/x")).Code);
        Assert.NotEqual(0, (await Project.SshAsync("queue", "echo x > /app/uploads/x")).Code);
        Assert.Contains("Read-only file system", (await Project.SshAsync("queue", "echo x > queue-worker.py")).Error);
    }

    [Fact]
    public async Task What_one_instance_has_in_tmp_no_other_sees()
    {
        await Project.ReadAsync("queue", "echo secret > /tmp/own");

        Assert.NotEqual(0, (await Project.SshAsync("mail", "cat /tmp/own")).Code);
        Assert.NotEqual(0, (await Project.SshAsync("", "cat /tmp/own")).Code);
        await Project.ReadAsync("queue", "rm /tmp/own");
    }

    [Fact]
    public async Task An_instance_sees_its_own_processes_alone()
    {
        var processes = await Project.ReadAsync("mail", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '");

        Assert.Contains("sundog-init", processes);
        Assert.Contains("mail-worker.py", processes);
        Assert.DoesNotContain("queue-worker.py", processes);
        Assert.DoesNotContain("gunicorn", processes);
        Assert.DoesNotContain("mariadbd", processes);
    }

    [Fact]
    public async Task Each_instance_has_namespaces_of_its_own()
    {
        var pids = await Project.PidsAsync();
        foreach (var kind in new[] { "mnt", "pid", "ipc", "uts", "net", "cgroup" })
        {
            var namespaces = pids.Values.Select(pid => Processes.Namespace(pid!.Value, kind)).Append(Processes.Namespace(Environment.ProcessId, kind)).ToList();

            Assert.Equal(pids.Count + 1, namespaces.Where(name => name.Length > 0).Distinct().Count());
        }
    }

    [Fact]
    public async Task Nobody_in_an_instance_is_root_or_can_become_it()
    {
        foreach (var worker in new[] { "", "queue", "mail" })
        {
            var status = await Project.ReadAsync(worker, "id -u; grep -E '^(CapEff|CapBnd|NoNewPrivs)' /proc/1/status /proc/self/status | cut -d: -f2-");
            var lines = status.Split('\n', StringSplitOptions.TrimEntries);

            Assert.NotEqual("0", lines[0]);
            Assert.Equal(4, lines.Count(line => line.EndsWith("0000000000000000", StringComparison.Ordinal)));
            Assert.Equal(2, lines.Count(line => line.EndsWith("NoNewPrivs:\t1", StringComparison.Ordinal)));
        }
    }

    private Task<Outcome> ConnectAsync(string worker, string address, int port) => Project.SshAsync(worker, Text(address, port));

    private Task<Outcome> ConnectFromServiceAsync(string service, string address, int port) =>
        Project.RunAsync("ssh", "--app", service, "--", Text(address, port));

    private static string Text(string address, int port) => $"python3 -c '{Connect}' {address} {port}";

    private async Task<string> AddressAsync(string worker, string name) => (await Project.ReadAsync(worker, $"getent ahostsv4 {name}")).Split(' ')[0];

    private async Task<string[]> OwnAddressesAsync(string worker) =>
        (await Project.ReadAsync(worker, "hostname -I")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(address => !address.Contains(':')).ToArray();
}
