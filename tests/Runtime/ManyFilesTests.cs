namespace Sundog.Runtime.Tests;

/// <summary>A daemon with a thousand instances or connections has more than a thousand open files.</summary>
public sealed class ManyFilesTests
{
    [Fact]
    public async Task An_instance_starts_with_its_rules_though_more_than_1024_files_are_open()
    {
        await using var machine = new Machine();
        var open = Enumerable.Range(0, 1100).Select(_ => File.OpenHandle("/dev/null")).ToList();
        try
        {
            await machine.StartAsync(Machine.Instance("shop"));
            var shop = machine.InitPid("shop");
            using var list = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(
                "nsenter", [$"--net=/proc/{shop}/ns/net", "nft", "list", "table", "inet", "sundog"])
            {
                RedirectStandardOutput = true,
            })!;
            var rules = await list.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            Assert.Contains("hook input priority filter; policy drop", rules);
            Assert.Contains("tcp dport 25 reject", rules);
        }
        finally
        {
            open.ForEach(handle => handle.Dispose());
        }
    }
}
