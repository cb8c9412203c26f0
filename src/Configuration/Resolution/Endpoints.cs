namespace Sundog.Configuration;

/// <summary>Which endpoints a service has, and which one a relationship gets that names none.</summary>
internal static class Endpoints
{
    /// <summary>The service's endpoints; null when they cannot be known.</summary>
    public static IReadOnlyList<string>? Of(Service service)
    {
        if (service.Configuration.TryGetValue("endpoints", out var endpoints) && endpoints is Value.Mapping(var own))
            return [.. own.Keys];

        var configured = service.Configuration.Keys.Any(key => key is "schemas" or "databases" or "cores");
        return configured ? null : ImageCatalogue.Services.TryGetValue(service.Type.Name, out var image) ? image.Endpoints : null;
    }

    /// <summary>The endpoint of a relationship that names none; null when there is no default.</summary>
    public static string? Default(Service service)
    {
        var builtIn = ImageCatalogue.Services.TryGetValue(service.Type.Name, out var image) ? image.Endpoints.FirstOrDefault() : null;
        return Of(service) switch
        {
            null => builtIn,
            { Count: 1 } only => only[0],
            var several => builtIn is not null && several.Contains(builtIn) ? builtIn : null,
        };
    }

    /// <summary>Fills in the default endpoints of an instance's or service's relationships.</summary>
    public static Map<Relationship> Fill(Map<Relationship> relationships, Map<Service> services) =>
        relationships.Values.All(relationship => relationship.Endpoint is not null)
            ? relationships
            : new(relationships.Select(pair => KeyValuePair.Create(pair.Key,
                pair.Value.Endpoint is null && services.TryGetValue(pair.Value.Service, out var service)
                    ? pair.Value with { Endpoint = Default(service) }
                    : pair.Value)));
}
