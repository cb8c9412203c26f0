using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Sundog.Acceptance.Tests;

/// <summary>A project's directory on a machine, and what its user types there.</summary>
internal sealed partial class Project(Machine machine, string directory)
{
    public Machine Machine => machine;

    public string Directory => directory;

    /// <summary>The environment's name, once it is deployed.</summary>
    public string Environment =>
        Path.GetFileName(Assert.Single(System.IO.Directory.GetDirectories(Path.Combine(machine.State, "environments"))));

    /// <summary>A copy of an example.</summary>
    public static async Task<Project> CopyAsync(Machine machine, string example)
    {
        var directory = machine.MakeDirectory(example);
        (await Command.RunAsync("cp", "-a", $"{Path.Combine(Machine.Examples, example)}/.", directory)).Succeeded();
        return new Project(machine, directory);
    }

    /// <summary>A project of one configuration and no other file.</summary>
    public static Project Of(Machine machine, string configuration)
    {
        var project = new Project(machine, machine.MakeDirectory("project"));
        project.Write(".upsun/config.yaml", configuration);
        return project;
    }

    public void Write(string path, string text)
    {
        var file = Path.Combine(directory, path);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    /// <summary>Changes the configuration.</summary>
    public void Replace(string old, string now)
    {
        var file = Path.Combine(directory, ".upsun/config.yaml");
        var text = File.ReadAllText(file);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(old, now, StringComparison.Ordinal));
    }

    public Task<Outcome> RunAsync(params string[] arguments) => machine.RunAsync(directory, arguments);

    public async Task<Outcome> UpAsync() => (await RunAsync("up", "--yes")).Succeeded();

    public async Task<Outcome> DownAsync(bool volumes = false) => (await RunAsync(volumes ? ["down", "--volumes", "--yes"] : ["down"])).Succeeded();

    /// <summary>Runs shell text in an instance.</summary>
    /// <param name="worker">The worker; empty: web.</param>
    /// <param name="text">The text.</param>
    public Task<Outcome> SshAsync(string worker, string text) =>
        RunAsync(worker.Length == 0 ? ["ssh", "--", text] : ["ssh", "--worker", worker, "--", text]);

    /// <summary>What shell text printed in an instance, where it ended well.</summary>
    public async Task<string> ReadAsync(string worker, string text) => (await SshAsync(worker, text)).Succeeded().Output.Trim();

    public async Task<IReadOnlyDictionary<string, Instance>> PsAsync() =>
        ((JsonArray)JsonNode.Parse((await RunAsync("ps", "--format", "json")).Succeeded().Output)!)
        .Select(node => new Instance((JsonObject)node!)).ToDictionary(instance => instance.Name);

    /// <summary>Waits until <c>ps</c> shows something of an instance.</summary>
    public Task UntilAsync(string instance, Func<Instance, bool> condition, string what) =>
        Until.TrueAsync(
            async () => (await RunAsync("ps")).Code == 0 && condition((await PsAsync())[instance]), $"{instance} {what}");

    /// <summary>The pids of the commands of all instances.</summary>
    public async Task<Dictionary<string, int?>> PidsAsync() => (await PsAsync()).ToDictionary(entry => entry.Key, entry => entry.Value.Pid);

    /// <summary>The URL that <c>up</c> printed.</summary>
    public static Uri Url(Outcome up) => new(UrlLine().Match(up.Error).Groups[1].Value);

    /// <summary>A page; null while nobody answers, or not with one.</summary>
    public static async Task<string?> TryReadAsync(HttpClient http, Uri url)
    {
        try
        {
            return await http.GetStringAsync(url, TestContext.Current.CancellationToken);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^\s*(http://\S+)\s*$", RegexOptions.Multiline)]
    private static partial Regex UrlLine();
}

/// <summary>An instance as <c>ps --format json</c> shows it.</summary>
internal sealed record Instance(JsonObject Document)
{
    public string Name => (string)Document["name"]!;

    public string Kind => (string)Document["kind"]!;

    public string State => (string)Document["state"]!;

    public int? Pid => (int?)Document["pid"];

    public int Restarts => (int)Document["restarts"]!;

    public DateTimeOffset? StartedAt => (DateTimeOffset?)Document["startedAt"];

    public JsonNode? LastExit => Document["lastExit"];
}
