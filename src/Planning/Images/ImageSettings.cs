using System.Text.Json;
using Sundog.Configuration;
using Sundog.Services;

namespace Sundog.Planning;

/// <summary>Which types run from OCI images instead of the host's own <c>/usr</c>: those that the user maps to one, those that have nothing else, or all.</summary>
/// <param name="All">Whether every type runs from its image.</param>
/// <param name="References">By type, <c>python:3.12</c> or <c>python</c> for all versions: the image's reference, in which <c>{version}</c> stands for
/// the type's version.</param>
public sealed record ImageSettings(bool All, Map<string> References)
{
    /// <summary>Nothing runs from an image.</summary>
    public static ImageSettings None { get; } = new(false, Map<string>.Empty);

    /// <summary>Reads the user's file: a JSON object of types and references; one that is not there maps nothing.</summary>
    /// <exception cref="PlanException">It is no such object.</exception>
    public static ImageSettings Read(string file, bool all)
    {
        if (!File.Exists(file))
        {
            return new(all, Map<string>.Empty);
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return new(all, document.RootElement.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!).ToMap(entry => entry.Key, entry => entry.Value));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new PlanException($"{file} is no JSON object of types and image references, like {{ \"python:3.12\": \"docker.io/library/python:3.12\" }}: {exception.Message}");
        }
    }

    /// <summary>The image of an application's type; null: the host.</summary>
    public string? Of(ImageType type) => Mapped(type) ?? (All ? RuntimeCatalogue.Find(type)?.ImageOf(type) : null);

    /// <summary>The image of a service, always for one that the host cannot have; null: the host.</summary>
    public string? Of(ImageType type, ServicePlan recipe) => Mapped(type) ?? (All || recipe.Host.Count == 0 ? recipe.Image : null);

    private string? Mapped(ImageType type) =>
        (References.TryGetValue(type.ToString(), out var exact) ? exact : References.TryGetValue(type.Name, out var any) ? any : null)
            ?.Replace("{version}", type.Version, StringComparison.Ordinal);
}
