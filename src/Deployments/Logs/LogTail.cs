using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;

namespace Sundog.Deployments;

/// <summary>Reads the end of a log file, and follows it across rotation and restarts without losing a line: the supervisor rotates by
/// renaming, so what is open is read to its end, and then the files that came after it, in turn.</summary>
public static class LogTail
{
    private const int Block = 64 * 1024;

    /// <summary>The last lines, and then those to come.</summary>
    /// <param name="directory">The directory of the log.</param>
    /// <param name="name">The file's name in it.</param>
    /// <param name="open">Opens the file, or the one so many rotations before it; null when it is not there.</param>
    /// <param name="lines">How many of the last lines come first.</param>
    /// <param name="follow">Whether to go on.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async IAsyncEnumerable<string> ReadAsync(
        string directory, string name, Func<int, Stream?> open, int lines, bool follow, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var events = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var watcher = follow ? Watch(directory, name, events.Writer) : null;
        var rest = new LineBuffer();
        var rotation = new LogRotation(Path.Combine(directory, name), open);
        var stream = open(0);
        Stream? next = null;
        try
        {
            if (stream is not null)
            {
                SeekToLastLines(stream, lines);
            }

            while (true)
            {
                while (stream is not null && await rest.FillAsync(stream, cancellation).ConfigureAwait(false))
                {
                    foreach (var line in rest.Take())
                    {
                        yield return line;
                    }
                }

                if (!follow)
                {
                    if (rest.TakeUnfinished() is { } last)
                    {
                        yield return last;
                    }

                    yield break;
                }

                if (next is not null)
                {
                    // It was there before the last look at the old file, to which nothing has come since.
                    stream?.Dispose();
                    (stream, next) = (next, null);
                }
                else if ((next = rotation.After(stream)) is null)
                {
                    await events.Reader.ReadAsync(cancellation).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            stream?.Dispose();
            next?.Dispose();
        }
    }

    private static FileSystemWatcher Watch(string directory, string name, ChannelWriter<bool> events)
    {
        var watcher = new FileSystemWatcher(directory, name) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size };
        watcher.Changed += (_, _) => events.TryWrite(true);
        watcher.Created += (_, _) => events.TryWrite(true);
        watcher.Renamed += (_, _) => events.TryWrite(true);
        watcher.Error += (_, _) => events.TryWrite(true);
        watcher.EnableRaisingEvents = true;
        return watcher;
    }

    private static void SeekToLastLines(Stream stream, int lines)
    {
        var buffer = new byte[Block];
        var position = stream.Length;
        var found = 0;
        while (position > 0)
        {
            var length = (int)Math.Min(Block, position);
            position -= length;
            stream.Position = position;
            stream.ReadExactly(buffer, 0, length);
            for (var i = length - 1; i >= 0; i--)
            {
                // The newline that ends the last line begins no line.
                if (buffer[i] == '\n' && position + i + 1 < stream.Length && ++found == lines)
                {
                    stream.Position = position + i + 1;
                    return;
                }
            }
        }

        stream.Position = lines > 0 ? 0 : stream.Length;
    }

    /// <summary>Bytes up to the last newline, as lines.</summary>
    private sealed class LineBuffer
    {
        private readonly byte[] _block = new byte[Block];
        private readonly ArrayBufferWriter<byte> _pending = new();

        public async Task<bool> FillAsync(Stream stream, CancellationToken cancellation)
        {
            if (stream.Position > stream.Length)
            {
                // Somebody has emptied it.
                stream.Position = 0;
            }

            var length = await stream.ReadAsync(_block, cancellation).ConfigureAwait(false);
            _pending.Write(_block.AsSpan(0, length));
            return length > 0;
        }

        public List<string> Take()
        {
            var lines = new List<string>();
            var bytes = _pending.WrittenSpan;
            while (bytes.IndexOf((byte)'\n') is >= 0 and var end)
            {
                lines.Add(Encoding.UTF8.GetString(bytes[..end]));
                bytes = bytes[(end + 1)..];
            }

            var rest = bytes.ToArray();
            _pending.ResetWrittenCount();
            _pending.Write(rest);
            return lines;
        }

        public string? TakeUnfinished() => _pending.WrittenCount == 0 ? null : Encoding.UTF8.GetString(_pending.WrittenSpan);
    }
}
