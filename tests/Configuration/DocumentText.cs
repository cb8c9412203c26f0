namespace Sundog.Configuration.Tests;

/// <summary>A YAML text as the JSON that an editor validates: aliases and merge keys resolved, nothing else changed.</summary>
internal sealed class DocumentText(string yaml)
{
    public string ToJson() => YamlReader.TryRead(new("document", yaml), new(), out var root) ? root.ToValue().ToJson() : throw new ArgumentException("not YAML");
}
