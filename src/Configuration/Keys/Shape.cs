namespace Sundog.Configuration;

/// <summary>What may stand at a key. The validator walks files along shapes; the JSON schema and <c>docs/configuration.md</c> are printed
/// from them.</summary>
internal abstract class Shape
{
    /// <summary>The kinds of value it takes, null apart.</summary>
    public abstract Kinds Takes { get; }

    /// <summary>What it takes, in words: "a text", "one of a, b".</summary>
    public abstract string Words { get; }
}

/// <summary>Any value.</summary>
internal sealed class Anything : Shape
{
    public override Kinds Takes => Kinds.Any;

    public override string Words => "any value";
}

/// <summary>A text, perhaps of a certain form.</summary>
internal sealed class TextShape(Form? form = null) : Shape
{
    public Form? Form { get; } = form;

    public override Kinds Takes => Kinds.Text;

    public override string Words => Form?.Words ?? "a text";
}

/// <summary>A text, number or truth value, taken as text.</summary>
internal sealed class ScalarShape : Shape
{
    public override Kinds Takes => Kinds.Scalar;

    public override string Words => "a text or number";
}

/// <summary>A whole number.</summary>
internal sealed class WholeShape(long least, long most) : Shape
{
    public long Least { get; } = least;

    public long Most { get; } = most;

    /// <summary>The only numbers between the two that fit; empty: all.</summary>
    public IReadOnlyList<long> Only { get; init; } = [];

    public override Kinds Takes => Kinds.Number;

    public override string Words => "a whole number";
}

/// <summary>True or false.</summary>
internal sealed class TruthShape : Shape
{
    public override Kinds Takes => Kinds.Truth;

    public override string Words => "true or false";
}

/// <summary>One of some words.</summary>
internal sealed class ChoiceShape(params string[] words) : Shape
{
    public IReadOnlyList<string> Choices { get; } = words;

    /// <summary>Older words that are understood, with a warning of <see cref="OldRule"/>.</summary>
    public IReadOnlyList<string> Old { get; init; } = [];

    public Rule? OldRule { get; init; }

    public override Kinds Takes => Kinds.Text;

    public override string Words => "one of " + string.Join(", ", Choices);
}

/// <summary>A list of items of one shape.</summary>
internal sealed class ListShape(Shape item) : Shape
{
    public Shape Item { get; } = item;

    public override Kinds Takes => Kinds.List;

    public override string Words => "a list";
}

/// <summary>A mapping of names that the user chooses, to values of one shape.</summary>
/// <param name="noun">What one entry is: "worker", "mount".</param>
/// <param name="value">The shape of each value.</param>
internal sealed class NamesShape(string noun, Shape value) : Shape
{
    public string Noun { get; } = noun;

    public Shape Value { get; } = value;

    /// <summary>The form of the names; null: any text.</summary>
    public Form? Name { get; init; }

    /// <summary>Whether a name may stand without a value.</summary>
    public bool ValueOptional { get; init; }

    /// <summary>Whether a name without a value is no error.</summary>
    public bool NullFits => ValueOptional || Value is not SectionShape { Keys: var keys } || !keys.Any(key => key.Required);

    public override Kinds Takes => Kinds.Mapping;

    public override string Words => $"a mapping, an entry for each {Noun}";
}

/// <summary>A mapping whose keys are known, and all others are faults.</summary>
internal sealed class SectionShape(string title, params Key[] keys) : Shape
{
    private readonly Dictionary<string, Key> _keys = keys.ToDictionary(key => key.Name, StringComparer.Ordinal);

    /// <summary>What it describes: "an application".</summary>
    public string Title { get; } = title;

    public IReadOnlyList<Key> Keys { get; } = keys;

    /// <summary>Whether keys that are not in the table may stand there too.</summary>
    public bool Open { get; init; }

    /// <summary>The warning about a key that is not in the table, where that is no error; null: it is one, or <see cref="Open"/>.</summary>
    public Rule? Stranger { get; init; }

    /// <summary>Keys of which one must be there.</summary>
    public Choice? AtLeastOne { get; init; }

    /// <summary>A mistake that deserves words of its own: asked before a key is called unknown.</summary>
    public Func<Stray, Finding?>? Recognise { get; init; }

    public override Kinds Takes => Kinds.Mapping;

    public override string Words => $"a mapping ({Title})";

    public Key? Find(string name) => _keys.GetValueOrDefault(name);
}

/// <summary>Keys of which one must be there.</summary>
/// <param name="Rule">The rule that is broken when none is.</param>
/// <param name="Message">What is wrong; <c>{0}</c> is the subject.</param>
/// <param name="Keys">The keys.</param>
internal sealed record Choice(Rule Rule, string Message, params string[] Keys);

/// <summary>A directory that <c>!archive</c> names, or a text in its place.</summary>
internal sealed class DirectoryShape : Shape
{
    public override Kinds Takes => Kinds.Archive | Kinds.Text;

    public override string Words => "a directory, by !archive";
}

/// <summary>What depends on the image that <c>type</c> beside it names.</summary>
/// <param name="other">For all other types.</param>
/// <param name="shapes">Shapes and the types they are for.</param>
internal sealed class ByTypeShape(Shape other, params (SectionShape Shape, string[] Types)[] shapes) : Shape
{
    private readonly Dictionary<string, SectionShape> _byType =
        shapes.SelectMany(shape => shape.Types.Select(type => (type, shape.Shape))).ToDictionary(StringComparer.Ordinal);

    public IReadOnlyList<(SectionShape Shape, string[] Types)> Shapes { get; } = shapes;

    public override Kinds Takes => other.Takes;

    public override string Words => "a mapping; its keys depend on the type, see below";

    /// <summary>The shape beside a type such as <c>mariadb:11.8</c>.</summary>
    public Shape For(string? type) => _byType.GetValueOrDefault(ApplicationReader.ImageType(type ?? "").Name) ?? other;
}

/// <summary>One of several shapes, which differ in the kinds they take.</summary>
internal sealed class EitherShape(params Shape[] options) : Shape
{
    public IReadOnlyList<Shape> Options { get; } = options;

    public override Kinds Takes { get; } = options.Aggregate(Kinds.None, (kinds, option) => kinds | option.Takes);

    public override string Words => string.Join(", or ", Options.Where(option => option is not OldShape).Select(option => option.Words));
}

/// <summary>An older spelling that is understood, with a warning.</summary>
/// <param name="inner">Its shape.</param>
/// <param name="rule">The warning.</param>
/// <param name="message">What is old; <c>{0}</c> is the subject.</param>
internal sealed class OldShape(Shape inner, Rule rule, string message) : Shape
{
    public Shape Inner { get; } = inner;

    public Rule Rule { get; } = rule;

    public string Message { get; } = message;

    public override Kinds Takes => Inner.Takes;

    public override string Words => Inner.Words;
}
