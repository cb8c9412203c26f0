namespace Sundog.Configuration;

/// <summary>Finds places in a document by the keys that lead there.</summary>
internal static class Locating
{
    /// <summary>The place of the value that the keys lead to; of the last key that exists when there is none.</summary>
    public static Place PlaceOf(this MappingNode document, params ReadOnlySpan<string> keys)
    {
        var place = document.Place;
        Node node = document;
        foreach (var key in keys)
        {
            if (node is not MappingNode mapping || mapping.Find(key) is not { } entry)
                return place;

            // A mapping begins at its first key; the key above it says more.
            place = entry.Value is ScalarNode { IsNull: false } ? entry.Value.Place : entry.Place;
            node = entry.Value;
        }

        return place;
    }

    public static MappingNode? At(this MappingNode? document, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
            document = document.Mapping(key);

        return document;
    }
}
