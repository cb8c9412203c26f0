namespace Sundog.Configuration;

/// <summary>The mistakes that people really make, each told in words of its own.</summary>
internal static class Mistakes
{
    private static readonly HashSet<string> _applicationOnly = new(StringComparer.Ordinal)
    {
        "type", "stack", "source", "build", "dependencies", "runtime", "web", "workers", "hooks", "crons", "operations",
    };

    public static Finding? InWorker(Stray stray)
    {
        var (key, value) = (stray.Entry.Key, stray.Entry.Value);
        if (Commands(stray) is { } commands)
            return commands;

        if (_applicationOnly.Contains(key))
            return Application(stray);

        if (!stray.Names.Knows(key) || value.Kind is not (Kinds.Null or Kinds.Text or Kinds.Mapping))
            return null;

        var what = stray.Names.Services.Contains(key) ? "service" : "application";
        return stray.Names.Lenient
            ? new(Rules.RelationshipUnderWorker, Severity.Warning,
                $"the {what} '{key}' stands directly under {stray.Subject} and is taken for a relationship",
                $"write it under 'relationships:': relationships: {{{key}: }}")
            : new(Rules.RelationshipUnderWorker, Severity.Error,
                $"the {what} '{key}' stands directly under {stray.Subject}; a relationship belongs under 'relationships:'",
                $"write 'relationships:' and below it, indented, '{key}:'; --lenient understands it as it stands");
    }

    public static Finding? InWeb(Stray stray) =>
        Commands(stray) ?? (_applicationOnly.Contains(stray.Entry.Key) ? Application(stray) : null);

    public static Finding? InApplication(Stray stray) =>
        stray.Entry.Value is MappingNode value && value["commands"] is MappingNode commands && commands["start"] is not null
            ? new(Rules.WorkerUnderApplication, Severity.Error,
                $"'{stray.Entry.Key}' looks like a worker but stands directly under {stray.Subject}",
                $"write 'workers:' and below it, indented, '{stray.Entry.Key}:'")
            : null;

    private static Finding? Commands(Stray stray)
    {
        var key = stray.Entry.Key;
        if (key is not ("start" or "pre_start" or "post_start"))
            return null;

        var beside = stray.Section.Find("commands") is { Value.IsNull: true };
        return new(Rules.StartBesideCommands, Severity.Error,
            beside
                ? $"'commands' of {stray.Subject} is empty and '{key}' stands beside it"
                : $"'{key}' stands directly under {stray.Subject}",
            beside ? $"indent '{key}:' further than 'commands:'" : $"write 'commands:' and below it, indented, '{key}:'");
    }

    private static Finding Application(Stray stray) => new(
        Rules.BelongsToApplication, Severity.Error,
        $"'{stray.Entry.Key}' of {stray.Subject} can only stand in the application, whose build all its instances share",
        "move it to the application, or define a second application");
}
