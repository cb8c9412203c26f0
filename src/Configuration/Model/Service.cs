namespace Sundog.Configuration;

/// <summary>One key under <c>services</c>.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">For example <c>mariadb:11.4</c>.</param>
/// <param name="Configuration">The free map <c>configuration</c>; empty when absent.</param>
/// <param name="Relationships">Relationships of services that have some (Varnish, replicas).</param>
/// <param name="ContainerProfile">As for instances; null: the image's own.</param>
/// <param name="DiskHint">The old key <c>disk</c> in MB, taken as the first size of the volume; null when absent.</param>
/// <param name="Place">Where it stands.</param>
public sealed record Service(
    string Name, ImageType Type, Map<Value> Configuration, Map<Relationship> Relationships,
    string? ContainerProfile, int? DiskHint, Place Place);
