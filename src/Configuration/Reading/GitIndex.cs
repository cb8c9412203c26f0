using System.Buffers.Binary;
using System.Text;

namespace Sundog.Configuration;

/// <summary>The names of the files that Git has, read from its index: what is only in the working directory is not pushed.</summary>
internal static class GitIndex
{
    private const int LargestIndex = 64 << 20;
    private const int Identifier = 20;
    private const int FixedPart = 40 + Identifier;

    /// <summary>The paths, relative to the repository; null when there is no index that can be read.</summary>
    public static IReadOnlyList<string>? Read(string repository)
    {
        try
        {
            var git = Path.Combine(repository, ".git");
            if (File.Exists(git) && File.ReadLines(git).FirstOrDefault() is { } line && line.StartsWith("gitdir: ", StringComparison.Ordinal))
                git = Path.Combine(repository, line["gitdir: ".Length..].Trim());

            var index = new FileInfo(Path.Combine(git, "index"));
            return index is { Exists: true, Length: < LargestIndex } ? Names(File.ReadAllBytes(index.FullName)) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The format is Git's own: Documentation/gitformat-index.</summary>
    public static IReadOnlyList<string>? Names(ReadOnlySpan<byte> index)
    {
        if (index.Length < 12 || !index.StartsWith("DIRC"u8))
            return null;

        var version = BinaryPrimitives.ReadInt32BigEndian(index[4..]);
        var count = BinaryPrimitives.ReadInt32BigEndian(index[8..]);
        if (version is < 2 or > 4 || count < 0 || count > index.Length / FixedPart)
            return null;

        List<string> names = new(count);
        byte[] previous = [];
        var at = 12;
        for (var i = 0; i < count; i++)
        {
            if (index.Length < at + FixedPart + 4)
                return null;

            var start = at;
            var extended = (index[at + FixedPart] & 0x40) != 0;
            at += FixedPart + (extended ? 4 : 2);
            var kept = version == 4 ? Kept(index, ref at, previous.Length) : 0;
            var length = index[Math.Min(at, index.Length)..].IndexOf((byte)0);
            if (length < 0 || kept < 0)
                return null;

            previous = [.. previous.AsSpan(0, kept), .. index.Slice(at, length)];
            names.Add(Encoding.UTF8.GetString(previous));
            at += length + 1;
            // Up to version 3 entries are filled up to a multiple of eight.
            if (version < 4)
                at = start + ((at - start + 7) & ~7);
        }

        return names;
    }

    /// <summary>How much of the name before this one begins with; negative when it is impossible.</summary>
    private static int Kept(ReadOnlySpan<byte> index, ref int at, int before)
    {
        var cut = 0;
        for (var first = true; at < index.Length; first = false)
        {
            var part = index[at++];
            cut = ((first ? cut : cut + 1) << 7) | (part & 0x7f);
            if ((part & 0x80) == 0 || cut > before)
                break;
        }

        return before - cut;
    }
}
