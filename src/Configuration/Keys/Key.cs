namespace Sundog.Configuration;

/// <summary>One key of the configuration: the single definition that validation, schema, documentation and <c>--explain</c> share.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Shape">What may stand there.</param>
/// <param name="Says">What it does, in a sentence, for editors and documentation.</param>
internal sealed record Key(string Name, Shape Shape, string Says)
{
    /// <summary>Whether it must be there.</summary>
    public bool Required { get; init; }

    /// <summary>The rule that is broken when a required key is missing.</summary>
    public Rule MissingRule { get; init; } = Rules.MissingKey;

    /// <summary>Whether it may stand without a value and means something then.</summary>
    public bool MayBeNull { get; init; }

    /// <summary>What holds when it is absent, in words; null when nothing does.</summary>
    public string? Default { get; init; }

    /// <summary>Whether <c>web</c> and workers may replace what the application says.</summary>
    public bool Overridable { get; init; }

    /// <summary>What is said against its use, when it is an older spelling or has no effect.</summary>
    public Objection? Objection { get; init; }

    /// <summary>Whether it may hold anything because it is not read at all.</summary>
    public bool Ignored => Objection is not null && Shape is Anything;
}

/// <summary>What is said against the use of a key.</summary>
/// <param name="Rule">The warning.</param>
/// <param name="Says">What is to be said of it: "is an older spelling".</param>
/// <param name="Instead">What to do instead.</param>
internal sealed record Objection(Rule Rule, string Says, string Instead);
