using System.Text.Json;
using System.Text.Json.Nodes;
using Sundog.Configuration;

namespace Sundog.Deployments;

/// <summary>Passes files on and remembers what was read, so that a deployment can be understood again after the working directory has changed.</summary>
internal sealed class RecordingFiles(IConfigurationFiles files) : IConfigurationFiles
{
    private readonly Dictionary<string, IReadOnlyList<string>?> _lists = [];
    private readonly Dictionary<string, FileContent> _contents = [];

    public IReadOnlyList<string>? List(string directory) => _lists[directory] = files.List(directory);

    public FileContent Open(string path, int limit) => _contents[path] = files.Open(path, limit);

    public IReadOnlyList<string> Committed(string directory) => files.Committed(directory);

    /// <summary>Everything that was read, as text to keep.</summary>
    public string ToJson() => new JsonObject
    {
        ["lists"] = new JsonObject(_lists.Select(list =>
            KeyValuePair.Create(list.Key, (JsonNode?)(list.Value is { } names ? new JsonArray([.. names.Select(name => (JsonNode?)JsonValue.Create(name))]) : null)))),
        ["contents"] = new JsonObject(_contents.Where(content => content.Value.Outcome == FileOutcome.Read).Select(content =>
            KeyValuePair.Create(content.Key, (JsonNode?)JsonValue.Create(Convert.ToBase64String(content.Value.Bytes.Span))))),
    }.ToJsonString();
}

/// <summary>The files as they were when a deployment was made.</summary>
internal sealed class SnapshotFiles : IConfigurationFiles
{
    private readonly JsonElement _root;

    public SnapshotFiles(string json)
    {
        using var document = JsonDocument.Parse(json);
        _root = document.RootElement.Clone();
    }

    public IReadOnlyList<string>? List(string directory) =>
        _root.GetProperty("lists").TryGetProperty(directory, out var names) && names.ValueKind == JsonValueKind.Array
            ? [.. names.EnumerateArray().Select(name => name.GetString()!)]
            : null;

    public FileContent Open(string path, int limit) =>
        _root.GetProperty("contents").TryGetProperty(path, out var content)
            ? new FileContent(FileOutcome.Read, content.GetBytesFromBase64())
            : new FileContent(FileOutcome.Missing);

    // What was read: only a warning that was given when the deployment was made needs more.
    public IReadOnlyList<string> Committed(string directory) =>
        [.. _root.GetProperty("contents").EnumerateObject().Select(content => content.Name).Where(path => path.StartsWith(directory + "/", StringComparison.Ordinal))];
}
