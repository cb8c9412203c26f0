using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>Chrome without a screen, for clients of its debugging protocol (Puppeteer, Playwright).</summary>
/// <remarks>Chrome answers to addresses and to <c>localhost</c> only, so clients name the relationship's <c>ip</c>, as on the platform. Its
/// own sandbox cannot be made inside a container without rights, which is a sandbox already.</remarks>
internal sealed class ChromeHeadless : IServiceRecipe
{
    public Sequence<string> Types { get; } = ["chrome-headless"];

    public ServicePlan Plan(Service service, ServiceContext context)
    {
        var profile = service.ContainerProfile ?? "BALANCED";
        return new()
        {
            Commands = new(null, Start, Shell.Await(Shell.IsListening(Port), "Chrome")),
            Endpoints = new([new("http", new("http", "http", Port) { AddressOnly = true })]),
            DefaultEndpoint = "http",
            Ports = [Port],
            Memory = context.MemoryOf(profile),
            ContainerProfile = profile,
            Host = [new(["chromium-headless-shell", "socat"], [Program, "socat"], [Program, "--version"])],
            // It has the whole browser of a version; its other programs are not started.
            Image = service.WholeVersionImageOf("selenium/standalone-chrome", parts: 2),
        };
    }

    private const int Port = 9222;

    private const string Program = "chromium-headless-shell";

    private const int LoopbackPort = 9223;

    // Releases of today listen on loopback, whatever they are told: socat stands before them. Where there is none, Chrome is one of the old
    // headless mode, which listens where it is told. /dev/shm is small in a container. Chrome keeps nothing, and knows no clean end.
    private static readonly string Start =
        $"""
        chrome=$(command -v {Program} || command -v google-chrome)
        port={Port}
        if command -v socat >/dev/null; then port={LoopbackPort}; fi
        trap 'ended=1; kill $server $forwarder' TERM
        {Shell.Line("\"$chrome\"",
        [
            "--headless=old",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--user-data-dir=/tmp/chrome",
            "--remote-debugging-address=0.0.0.0",
        ])} "--remote-debugging-port=$port" about:blank &
        server=$!
        if [ $port != {Port} ]; then
          until {Shell.IsListening(LoopbackPort)}; do
            kill -0 $server 2>/dev/null || exit 1
            sleep 0.05
          done
          socat TCP-LISTEN:{Port},fork,reuseaddr TCP:127.0.0.1:{LoopbackPort} &
          forwarder=$!
        fi
        status=0
        while kill -0 $server 2>/dev/null; do wait $server; status=$?; done
        if [ -n "$ended" ]; then exit 0; fi
        kill $forwarder
        exit $status
        """;
}
