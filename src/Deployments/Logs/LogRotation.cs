using System.Globalization;

namespace Sundog.Deployments;

/// <summary>The files of a log that is rotated by renaming: <c>app.log</c>, before it <c>app.log.1</c>, before that <c>app.log.2</c>.</summary>
/// <param name="path">The log.</param>
/// <param name="open">Opens the log, or the one so many rotations before it; null when it is not there.</param>
internal sealed class LogRotation(string path, Func<int, Stream?> open)
{
    /// <summary>The file that came after one that is open; null when that one is still the log, or the next is not there yet.</summary>
    public Stream? After(Stream? current)
    {
        if (current is null)
        {
            return open(0);
        }

        while (NumberOf(current) != 0)
        {
            var next = NumberOf(current) is { } number ? open(number - 1) : Oldest();
            if (next is null || NumberOf(current) is not { } now || NumberOf(next) == now - 1)
            {
                return next;
            }

            // Rotated between the two looks: it may be one too new.
            next.Dispose();
        }

        return null;
    }

    // What was read last is deleted already, and perhaps others after it.
    private Stream? Oldest()
    {
        var oldest = open(0);
        for (var number = 1; oldest is not null && open(number) is { } older; number++)
        {
            oldest.Dispose();
            oldest = older;
        }

        return oldest;
    }

    // The kernel knows the name that an open file has now; null: it is deleted or moved away.
    private int? NumberOf(Stream stream)
    {
        var handle = ((FileStream)stream).SafeFileHandle.DangerousGetHandle();
        var name = new FileInfo($"/proc/self/fd/{handle}").LinkTarget;
        return name == path ? 0
            : name is not null && name.StartsWith(path + ".", StringComparison.Ordinal)
                && int.TryParse(name.AsSpan(path.Length + 1), CultureInfo.InvariantCulture, out var number) ? number
            : null;
    }
}
