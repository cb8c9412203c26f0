namespace Sundog.Configuration;

/// <summary>Keys where they do not belong: misspelt, ignored for their dot, or moved by a wrong indentation.</summary>
internal sealed class StrayKeys(ProjectNames names, Faults faults)
{
    public void Report(Entry entry, MappingNode mapping, SectionShape section, Trail trail)
    {
        if (faults.IsFull)
            faults.Report(Rules.UnknownKey, entry.Place, "");
        else if (IsDotted(entry, trail))
            return;
        else if (section.Stranger is { } rule)
            faults.Report(
                rule, entry.Place, $"{trail.Subject} has no setting '{Quote.Short(entry.Key)}' that is known",
                Spelling.Hint(entry.Key, section.Keys.Select(key => key.Name)) ?? Known(section));
        else if (section.Recognise?.Invoke(new(entry, mapping, trail.Subject, names)) is { } finding)
            faults.Report(finding.Rule, finding.Severity, entry.Place, finding.Message, finding.Hint);
        else if (Owner(entry.Key, trail.Parent) is { } owner && Spelling.Nearest(
            entry.Key, section.Keys.Select(key => key.Name)) != entry.Key)
            faults.Report(
                Rules.WrongPlace, entry.Place, $"'{entry.Key}' stands in {trail.Subject} but belongs to {owner.Subject}",
                "move it there; perhaps it is only indented too far");
        else if (section.Keys.FirstOrDefault(key => key.Shape is SectionShape inner && inner.Find(entry.Key) is not null) is { } inside)
            faults.Report(
                Rules.WrongPlace, entry.Place, $"'{entry.Key}' stands in {trail.Subject} but belongs to '{inside.Name}' in it",
                $"write '{inside.Name}:' and below it, indented, '{entry.Key}:'");
        else
            faults.Report(
                Rules.UnknownKey, entry.Place, $"{trail.Subject} has no key '{Quote.Short(entry.Key)}'",
                Spelling.Hint(entry.Key, section.Keys.Select(key => key.Name))
                    ?? Known(section));
    }

    private static string Known(SectionShape section) => section.Keys.Count == 0
        ? "none is known"
        : "known keys: " + string.Join(", ", section.Keys.Where(key => key.Objection is null).Select(key => key.Name));

    /// <summary>Whether the platform ignores the key for its dot. Templates for aliases are meant to be ignored.</summary>
    public bool IsDotted(Entry entry, Trail trail)
    {
        if (!entry.Key.StartsWith('.'))
            return false;

        if (!entry.Value.Anchored)
            faults.Report(
                Rules.DotKey, entry.Place, $"'{entry.Key}' in {trail.Subject} begins with a dot, and is ignored",
                trail.Name switch
                {
                    "mounts" => $"write '/{entry.Key}'",
                    "rules" => $"write '\\{entry.Key}' for a dot, or '(.){entry.Key[1..]}' for any character",
                    _ => "remove the dot",
                });

        return true;
    }

    /// <summary>Whether an entry among the user's own names is a key of something around it, moved there by a wrong indentation.</summary>
    public bool IsMisplaced(Entry entry, NamesShape shape, Trail trail)
    {
        if (shape.Value is Anything || Owner(entry.Key, trail.Parent) is not { } owner)
            return false;

        var meant = owner.Section!.Find(entry.Key)!.Shape;
        if (Fits(entry.Value, shape.Value) || !Fits(entry.Value, meant))
            return false;

        faults.Report(
            Rules.WrongPlace, entry.Place, $"'{entry.Key}' stands in {trail.Subject} but belongs to {owner.Subject}",
            "it is probably indented too far: move it to the left");
        return true;
    }

    /// <summary>The nearest section around that knows the key.</summary>
    private static Trail? Owner(string key, Trail? trail)
    {
        for (var around = trail; around is not null; around = around.Parent)
        {
            if (around.Section?.Find(key) is { Objection: null })
                return around;
        }

        return null;
    }

    /// <summary>Whether a value looks like a shape: the right kind, and for a section at least one of its keys.</summary>
    private static bool Fits(Node node, Shape shape) => shape switch
    {
        EitherShape either => either.Options.Any(option => Fits(node, option)),
        SectionShape section when node is MappingNode mapping => mapping.Entries.Any(entry => section.Find(entry.Key) is not null),
        NamesShape named when node is MappingNode mapping => mapping.Entries.Any(entry => Fits(entry.Value, named.Value)),
        _ => node.IsNull || shape.Takes.HasFlag(node.Kind),
    };
}
