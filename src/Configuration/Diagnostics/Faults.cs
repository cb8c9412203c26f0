namespace Sundog.Configuration;

/// <summary>Collects the faults of one run. A place has at most one diagnostic of one code and message (an alias shows its
/// target's faults once), and a hopeless file does not bury its reader.</summary>
internal sealed class Faults
{
    /// <summary>More faults than this are counted but not kept.</summary>
    public const int Limit = 500;

    private readonly List<Diagnostic> _found = [];
    private readonly HashSet<(Place, string, string)> _seen = [];
    private bool _full;

    public bool HasErrors { get; private set; }

    /// <summary>Whether a part of the files could not be read, so that what seems to be missing may stand there.</summary>
    public bool Partial { get; set; }

    /// <summary>Whether nothing more is kept, so that looking for hints is a waste.</summary>
    public bool IsFull => _found.Count >= Limit;

    public void Report(Rule rule, Place place, string message, string? hint = null) =>
        Report(rule, rule.Severity, place, message, hint);

    public void Report(Rule rule, Severity severity, Place place, string message, string? hint)
    {
        if (Partial && rule.NeedsAll)
            return;

        HasErrors |= severity == Severity.Error;
        if (_full)
            return;

        message = Printable(message)!;
        hint = Printable(hint);
        if (_found.Count < Limit)
        {
            if (_seen.Add((place, rule.Code, message)))
                _found.Add(new(place, severity, rule.Code, message, hint));
        }
        else
        {
            _full = true;
            _found.Add(new(
                place, Rules.TooManyFaults.Severity, Rules.TooManyFaults.Code,
                $"more than {Limit} faults; the rest is not shown", "correct the first ones and try again"));
        }
    }

    /// <summary>Names come from the file, and a control character in them could steer a terminal.</summary>
    private static string? Printable(string? text) =>
        text is null || !text.Any(char.IsControl) ? text : string.Concat(text.Select(letter => char.IsControl(letter) ? '\ufffd' : letter));

    /// <summary>What was found, in the order of the files and lines.</summary>
    public Sequence<Diagnostic> InOrder() =>
        _found
            .OrderBy(fault => fault.Place.File, StringComparer.Ordinal)
            .ThenBy(fault => fault.Place.Line)
            .ThenBy(fault => fault.Place.Column)
            .ToSequence();
}
