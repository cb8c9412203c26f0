namespace Sundog.Configuration;

/// <summary>The way from the top of the project to a value; made only of what messages and misplaced keys need.</summary>
/// <param name="Parent">The way to what the value stands in; null at the top.</param>
/// <param name="Noun">What the value is when its name is the user's ("worker"); null when the name is a key of the table.</param>
/// <param name="Name">The key.</param>
/// <param name="Place">Where the key stands.</param>
/// <param name="Section">The section that the value is, if it is one.</param>
internal sealed record Trail(Trail? Parent, string? Noun, string Name, Place Place, SectionShape? Section)
{
    public static Trail Top(Place place) => new(null, null, "", place, ProjectKeys.Project);

    /// <summary>The nearest thing that has a name of its own, and the keys below it: <c>mount 'uploads'</c>, <c>'commands.start' of worker 'queue'</c>.</summary>
    public string Subject
    {
        get
        {
            List<string> keys = [];
            for (var step = this; step is not null; step = step.Parent)
            {
                if (step.Noun is not null)
                {
                    var named = $"{step.Noun} '{step.Name}'";
                    return keys.Count == 0 ? named : $"'{string.Join('.', keys)}' of {named}";
                }

                if (step.Name.Length > 0)
                    keys.Insert(0, step.Name);
            }

            return keys.Count == 0 ? "the project" : $"'{string.Join('.', keys)}'";
        }
    }

    public Trail At(string? noun, Entry entry, Shape shape) => new(this, noun, entry.Key, entry.Place, shape as SectionShape);
}
