using System.Text.RegularExpressions;

namespace Sundog.Supervisor.Tests;

/// <summary>Debian's sv works on sundog-init unchanged, and our own says the same.</summary>
public partial class SvTests
{
    private const string Stock = "/usr/bin/sv";

    [Theory]
    [InlineData("status")]
    [InlineData("-v up")]
    [InlineData("-v pause")]
    [InlineData("-v cont")]
    [InlineData("-v hup")]
    [InlineData("-v 1")]
    [InlineData("-v once")]
    [InlineData("start")]
    [InlineData("check")]
    [InlineData("restart")]
    [InlineData("reload")]
    [InlineData("try-restart")]
    [InlineData("force-reload")]
    [InlineData("force-restart")]
    [InlineData("stop")]
    [InlineData("force-stop")]
    [InlineData("-v down")]
    [InlineData("shutdown")]
    [InlineData("force-shutdown")]
    [InlineData("-w 1 exit")]
    [InlineData("no-such-command")]
    [InlineData("-z status")]
    public void Our_sv_answers_as_the_stock_one_does(string command)
    {
        Assert.SkipUnless(File.Exists(Stock), "the Debian package runit is not installed");
        Assert.Equal(Answers(Stock, command), Answers(Instance.Guest + "sv", command));

        static string Answers(string sv, string command)
        {
            using var instance = new Instance("trap : HUP USR1; echo up; while :; do sleep 0.01; done").Run();
            instance.UntilLog("up");
            var down = new Instance("true");
            using (down)
            {
                var answer = Run(sv, command, instance.Service, "no-such-service", down.Service);
                // Status after the change, once more when it has settled.
                Thread.Sleep(100);
                answer += instance.HasEnded ? "gone\n" : Run(sv, "status", instance.Service);
                return Passing().Replace(answer.Replace(instance.Service, "SERVICE").Replace(down.Service, "DOWN"), "N");
            }
        }
    }

    [Fact]
    public void A_deaf_command_times_out_and_force_stop_kills_it()
    {
        Assert.SkipUnless(File.Exists(Stock), "the Debian package runit is not installed");
        foreach (var sv in (string[])[Stock, Instance.Guest + "sv"])
        {
            using var instance = new Instance("trap '' TERM; echo up; while :; do sleep 0.01; done", "grace=30").Run();
            instance.UntilLog("up");
            Assert.StartsWith("timeout: run: ", Run(sv, "-w 1 stop", instance.Service));
            Assert.StartsWith("kill: run: ", Run(sv, "-w 1 force-stop", instance.Service));
            instance.UntilState("stopped");
        }
    }

    [Fact]
    public void Signals_reach_the_command()
    {
        using var instance = new Instance(
            "for s in HUP INT QUIT USR1 USR2 ALRM; do trap \"echo got $s\" $s; done; echo up; while :; do sleep 0.01; done").Run();
        instance.UntilLog("up");
        foreach (var (command, name) in ((string, string)[])[("hup", "HUP"), ("interrupt", "INT"), ("quit", "QUIT"), ("1", "USR1"), ("2", "USR2"), ("alarm", "ALRM")])
        {
            Assert.Equal(0, instance.Sv(command).Code);
            instance.UntilLog($"got {name}\n");
        }
    }

    private static string Run(string sv, string command, params string[] services)
    {
        var (output, code) = Instance.Execute(sv, [.. command.Split(' '), .. services]);
        return output + $"exit code {code}\n";
    }

    [GeneratedRegex(@"(?<=pid )\d+|\d+(?=s\b)")]
    private static partial Regex Passing();
}
