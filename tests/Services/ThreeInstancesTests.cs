using System.Text;
using Sundog.Configuration;
using static Sundog.Services.Tests.Given;

namespace Sundog.Services.Tests;

public sealed class ThreeInstancesTests
{
    [Fact]
    public async Task The_example_takes_an_order_and_its_page_shows_what_both_workers_did()
    {
        using var volume = new Volume();
        Copy(Path.Combine(Root(), "examples", "three-instances"), Path.Combine(volume, "app"));
        await using var box = await ServiceBox.StartAsync(Together(Plan("mariadb:11.4"), Plan("rabbitmq:4.0")), volume);

        // With no package index, no right to write outside of the application directory, and no `python` of another name.
        var build = await box.RunAsync("sh", "-c",
            """
            export HOME=/mnt/app PIP_BREAK_SYSTEM_PACKAGES=1 PIP_DISABLE_PIP_VERSION_CHECK=1
            cd /mnt/app && pip install -r requirements.txt && pip install -e . && pip install gunicorn && echo built
            """);
        Assert.EndsWith("built", build);

        var page = await box.RunAsync("sh", "-c", Run);
        Assert.Contains("recorded by", page);
        Assert.Contains("letter written by", page);
        Assert.Contains("a pot of &lt;tea&gt;", page);
        Assert.Contains("picture: PNG", page);
        Assert.Contains("receipts: 1", page);
        Assert.Contains("queue: stopped, with no message in hand", page);
        Assert.Contains("mail: stopped, with no message in hand", page);
    }

    private const string Run =
        """
        mkdir -p /tmp/bin && ln -sf /usr/bin/python3 /tmp/bin/python
        export PATH=/tmp/bin:$PATH HOME=/mnt/app PORT=8888 TYPE=web PYTHONWARNINGS=error::SyntaxWarning
        cd /mnt/app
        mkdir uploads scratch
        gunicorn -b 127.0.0.1:$PORT project.wsgi:application >/tmp/web.log 2>&1 & web=$!
        TYPE=worker python queue-worker.py >/tmp/queue.log 2>&1 & queue=$!
        TYPE=worker python mail-worker.py >/tmp/mail.log 2>&1 & mail=$!
        printf '\211PNG\r\n' > /tmp/tea.png
        page=http://127.0.0.1:$PORT/
        curl -sS --retry 50 --retry-connrefused --retry-delay 1 -F item='a pot of <tea>' -F customer=Ada -F picture=@/tmp/tea.png ${page}orders
        tries=0
        until curl -sS $page | grep 'letter written by' || [ $((tries += 1)) -gt 200 ]; do sleep 0.1; done
        curl -sS $page
        echo "picture: $(head -c 4 uploads/*.png | tr -d '\211')"
        echo "receipts: $(ls scratch | wc -l)"
        kill $web $queue $mail
        wait
        for log in web queue mail; do sed "s/^/$log: /" /tmp/$log.log; done
        """;

    // Two services in one box: what takes two containers otherwise.
    private static ServicePlan Together(ServicePlan mysql, ServicePlan rabbitmq) => mysql with
    {
        Commands = new(
            $"({mysql.Commands.PreStart}\n) && (\n{rabbitmq.Commands.PreStart}\n)",
            $"(\n{mysql.Commands.Start}\n) &\n(\n{rabbitmq.Commands.Start}\n) &\ntrap 'kill 0' TERM; wait",
            $"(\n{mysql.Commands.PostStart}\n) && (\n{rabbitmq.Commands.PostStart}\n)"),
        Environment = new(
        [
            .. mysql.Environment,
            .. rabbitmq.Environment,
            new("PLATFORM_RELATIONSHIPS", Convert.ToBase64String(Encoding.UTF8.GetBytes(new Value.Mapping(Map(
                ("mysql", Related("mysql", mysql)), ("rabbitmq", Related("rabbitmq", rabbitmq)))).ToJson()))),
        ]),
    };

    private static Value.List Related(string name, ServicePlan plan) =>
        new([RelationshipObject.Of(plan.EndpointOf(null)!, new(name, name, "", "", [ServiceBox.Address], ""))]);

    private static string Root()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Sundog.slnx")))
        {
            directory = Path.GetDirectoryName(directory)!;
        }

        return directory;
    }

    // As another user will own it, everything in it must be readable and writable to all.
    private static void Copy(string source, string target)
    {
        Directory.CreateDirectory(target);
        File.SetUnixFileMode(target, (UnixFileMode)0b111_111_111);
        foreach (var file in Directory.GetFiles(source))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        foreach (var directory in Directory.GetDirectories(source))
        {
            Copy(directory, Path.Combine(target, Path.GetFileName(directory)));
        }
    }
}
