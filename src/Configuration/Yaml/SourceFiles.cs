using System.Text;

namespace Sundog.Configuration;

/// <summary>The files of one run: opens them and keeps their texts for quoting.</summary>
internal sealed class SourceFiles(IConfigurationFiles files)
{
    /// <summary>The largest file that is read, in bytes: the platform's 50,000 redirects fit.</summary>
    public const int MaximumSize = 4 << 20;

    /// <summary>All YAML of one run, in bytes: what one file may not hold, many may not either.</summary>
    private const int MaximumYaml = MaximumSize;

    private static readonly UTF8Encoding _strict = new(false, throwOnInvalidBytes: true);
    private readonly Dictionary<string, SourceText> _texts = new(StringComparer.Ordinal);
    private int _yaml;

    public IReadOnlyDictionary<string, SourceText> Texts => _texts;

    public IReadOnlyList<string>? List(string directory) => files.List(directory);

    public FileContent Open(string path) => files.Open(path, MaximumSize);

    /// <summary>The text of a file that is to be parsed; null, with a fault, when it is no text or when it is too much of it.</summary>
    public SourceText? ForParsing(string path, FileContent content, Faults faults)
    {
        _yaml = Math.Min(int.MaxValue / 2, _yaml + content.Bytes.Length);
        if (_yaml <= MaximumYaml)
            return Decode(path, content, faults);

        faults.Report(Rules.TooLarge, new(path, 0, 0), $"the YAML files hold more than {MaximumYaml >> 20} MiB in all", "include less, or texts as 'type: string'");
        return null;
    }

    /// <summary>The bytes as text; null, with a fault, when they are not UTF-8.</summary>
    public SourceText? Decode(string path, FileContent content, Faults faults)
    {
        if (_texts.TryGetValue(path, out var known))
            return known;

        var bytes = content.Bytes.Span;
        if (bytes is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..])
        {
            faults.Report(Rules.Encoding, new(path, 1, 1), "the file is UTF-16, not UTF-8", "save it as UTF-8");
            return null;
        }

        if (bytes.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[3..];

        try
        {
            var text = new SourceText(path, _strict.GetString(bytes));
            _texts[path] = text;
            if (text.Text.IndexOf('\0') is >= 0 and var position)
            {
                faults.Report(
                    Rules.Encoding, text.PlaceOf(position), "the file holds a NUL character, so it is no text",
                    "save it as UTF-8");
                return null;
            }

            return text;
        }
        catch (DecoderFallbackException exception)
        {
            var before = new SourceText(path, Encoding.UTF8.GetString(bytes[..Math.Max(0, exception.Index)]));
            faults.Report(
                Rules.Encoding, before.PlaceOf(before.Text.Length),
                $"the byte 0x{exception.BytesUnknown?[0]:X2} is not UTF-8", "save the file as UTF-8");
            return null;
        }
    }
}
