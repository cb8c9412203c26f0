namespace Sundog.Deployments;

/// <summary>The steps between which a deployment may be cut off. A test makes the daemon die at one of them, by its name in
/// <c>SUNDOG_FAULT</c>, and sees that the next daemon finds its way.</summary>
public static class FaultPoint
{
    private static readonly string? s_armed = Environment.GetEnvironmentVariable("SUNDOG_FAULT");

    /// <summary>The names, in the order in which a deployment passes them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "configuration-read", "plan-made", "builds-made", "deployment-recorded", "requests-held", "services-started", "successors-ready",
        "instances-stopped", "applications-started", "deploy-hooks-run", "hooks-recorded", "serving", "taken-over", "routes-opened",
        "predecessors-stopped", "post-deploy-hooks-run",
    ];

    /// <summary>Passes the point, or dies there as by SIGKILL: nothing is written, nothing is undone.</summary>
    public static void Reach(string name)
    {
        if (s_armed == name)
        {
            System.Diagnostics.Process.GetCurrentProcess().Kill();
        }
    }
}
