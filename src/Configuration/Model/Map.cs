using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Sundog.Configuration;

/// <summary>An immutable map that keeps the order of the file and compares by content, so that records made of maps
/// compare by content too. The order does not take part in the comparison: the platform gives it no meaning.</summary>
public sealed class Map<T> : IReadOnlyDictionary<string, T>, IEquatable<Map<T>>
{
    private readonly OrderedDictionary<string, T> _entries;

    /// <summary>The map without entries.</summary>
    public static Map<T> Empty { get; } = new([]);

    /// <summary>Copies the entries; a later entry of the same key replaces the earlier one.</summary>
    public Map(IEnumerable<KeyValuePair<string, T>> entries)
    {
        _entries = new(StringComparer.Ordinal);
        foreach (var (key, value) in entries)
        {
            _entries[key] = value;
        }
    }

    /// <inheritdoc/>
    public T this[string key] => _entries[key];

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _entries.Keys;

    /// <inheritdoc/>
    public IEnumerable<T> Values => _entries.Values;

    /// <inheritdoc/>
    public int Count => _entries.Count;

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _entries.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => _entries.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Map<T>? other) =>
        other is not null
        && Count == other.Count
        && _entries.All(entry => other.TryGetValue(entry.Key, out var value) && EqualityComparer<T>.Default.Equals(entry.Value, value));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Map<T>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        // Order does not count, so neither may it here.
        var hash = Count;
        foreach (var (key, value) in _entries)
        {
            hash ^= HashCode.Combine(key, value);
        }

        return hash;
    }

    /// <inheritdoc/>
    public override string ToString() => "{" + string.Join(", ", _entries.Select(entry => $"{entry.Key}: {entry.Value}")) + "}";
}

/// <summary>Makes maps from sequences.</summary>
public static class MapExtensions
{
    /// <summary>A map of the items by key; of two items with one key the later one stays.</summary>
    public static Map<T> ToMap<TItem, T>(this IEnumerable<TItem> items, Func<TItem, string> key, Func<TItem, T> value) =>
        new(items.Select(item => KeyValuePair.Create(key(item), value(item))));
}
