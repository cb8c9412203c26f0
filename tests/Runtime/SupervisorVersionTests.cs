using Sundog.Planning;
using Sundog.Runtime.Local;

namespace Sundog.Runtime.Tests;

/// <summary>A daemon meets instances that were started with another version of <c>sundog-init</c>.</summary>
public sealed class SupervisorVersionTests
{
    private static readonly InstanceName s_name = new("shop", 0);

    /// <summary>The status as it was before <c>peak</c>, <c>allocatedBytes</c> and the last processes killed were told.</summary>
    [Fact]
    public void An_older_status_is_read_and_what_it_lacks_is_as_if_nothing_had_happened()
    {
        var seen = Read(
            """
            {"protocol":1,"state":"running","want":"up","pid":5,"startedAt":"2026-11-24T03:40:58.072Z","ready":true,"restarts":3,
            "lastExit":{"signal":9,"at":"2026-11-24T03:40:58.072Z","seconds":0.46},"exits":[{"signal":9,"at":"2026-11-24T03:40:58.072Z","seconds":0.46}]}
            """);
        Assert.Equal((InstanceState.Running, 1005, 3, true), (seen.State, seen.Pid, seen.Restarts, seen.Ready));
        Assert.Equal((9, (string?)null), (seen.LastExit!.Signal, seen.LastExit.Reason));
        Assert.Empty(seen.Killed);
        Assert.Empty(seen.Tail);
    }

    [Fact]
    public void A_newer_status_is_read_and_what_it_says_more_is_passed_over()
    {
        var seen = Read(
            """
            {"protocol":2,"commands":[{"name":"app"}],"state":"crash-looping","want":"up","pid":null,"restarts":7,"ready":false,"weather":{"sun":true},
            "lastExit":{"code":3,"at":"2026-11-24T03:40:58.072Z","seconds":0.1,"reason":"a new one","core":"/tmp/core"},"tail":["last words"],"killed":[]}
            """);
        Assert.Equal((InstanceState.CrashLooping, 7, "a new one", "last words"), (seen.State, seen.Restarts, seen.LastExit!.Reason, Assert.Single(seen.Tail)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"protocol\":1,\"sta")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"state\":1,\"pid\":\"one\",\"restarts\":1e99,\"ready\":\"yes\",\"lastExit\":[],\"killed\":{},\"tail\":[1]}")]
    public void A_status_that_makes_no_sense_is_as_if_it_were_not_there(string status)
    {
        var seen = Read(status);
        Assert.Equal((InstanceState.Starting, (int?)null, 0, false), (seen.State, seen.Pid, seen.Restarts, seen.Ready));
        Assert.Null(seen.LastExit);
    }

    private static Observation Read(string status)
    {
        var folder = Directory.CreateTempSubdirectory("sundog-status-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, SuperviseDirectory.StatusFile), status);
            return SuperviseDirectory.Read(folder.FullName, s_name, 1, pid => 1000 + pid);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
