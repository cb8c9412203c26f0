using System.Collections.Concurrent;
using System.Globalization;
using Sundog.Planning;

namespace Sundog.Runtime.Local;

/// <summary>Which of its two places each instance is at. An instance that takes over from another one is started at the other place; the step
/// by which it takes over is one rename.</summary>
internal sealed class Places(StateDirectory state)
{
    private const char Mark = '+';

    private readonly ConcurrentDictionary<(EnvironmentName Environment, string Instance), int> _current = new();

    /// <summary>The name with its place: the current one unless it says another.</summary>
    public InstanceName Of(EnvironmentName environment, InstanceName name) =>
        name.Place is null ? name with { Place = _current.GetOrAdd((environment, name.ToString()), _ => Read(state.Place(environment, name))) } : name;

    /// <summary>The place at which the instance is not.</summary>
    public InstanceName Other(EnvironmentName environment, InstanceName name) => name with { Place = 1 - Of(environment, name.Anywhere).Place };

    /// <summary>Makes a place the current one.</summary>
    public void Move(EnvironmentName environment, InstanceName name)
    {
        var file = state.Place(environment, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        OwnedFiles.Write(file + ".new", name.Place.GetValueOrDefault().ToString(CultureInfo.InvariantCulture), user: 0);
        File.Move(file + ".new", file, overwrite: true);
        _current[(environment, name.ToString())] = name.Place.GetValueOrDefault();
    }

    /// <summary>Forgets where the instances of an environment were, in which nothing runs.</summary>
    public void Forget(EnvironmentName environment)
    {
        Trees.Delete(state.PlacesOf(environment));
        foreach (var key in _current.Keys.Where(key => key.Environment == environment))
        {
            _current.TryRemove(key, out _);
        }
    }

    /// <summary>What an instance at a place is called on the machine: <c>app.0</c> or <c>app.0+1</c>.</summary>
    public static string Label(InstanceName name) => name.Place is null or 0 ? name.ToString() : $"{name}{Mark}{name.Place}";

    /// <summary>The instance that is called so; null when none can be.</summary>
    public static InstanceName? Parse(string label)
    {
        var mark = label.IndexOf(Mark, StringComparison.Ordinal);
        var place = mark < 0 ? "0" : label[(mark + 1)..];
        var name = mark < 0 ? label : label[..mark];
        var dot = name.LastIndexOf('.');
        return dot > 0 && int.TryParse(name.AsSpan(dot + 1), CultureInfo.InvariantCulture, out var number) && int.TryParse(place, CultureInfo.InvariantCulture, out var at)
            ? new InstanceName(name[..dot], number) { Place = at }
            : null;
    }

    private static int Read(string file) => File.Exists(file) && File.ReadAllText(file) == "1" ? 1 : 0;
}
