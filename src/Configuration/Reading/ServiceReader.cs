namespace Sundog.Configuration;

/// <summary>Reads one service.</summary>
internal static class ServiceReader
{
    public static Service? Read(Entry entry)
    {
        var service = entry.Value as MappingNode;
        return service.Text("type") is not { } type
            ? null
            : new(
                entry.Key,
                ApplicationReader.ImageType(type),
                service.Mapping("configuration").ToValues(),
                InstanceReader.Relationships(service.Mapping("relationships")),
                service.Text("container_profile"),
                service.Whole("disk") is > 0 and < int.MaxValue and var disk ? (int)disk : null,
                entry.Place);
    }
}
