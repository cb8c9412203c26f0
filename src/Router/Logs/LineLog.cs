using System.Text;
using System.Threading.Channels;

namespace Sundog.Routing;

/// <summary>Lines on their way to a file. To write one never waits: lines that the file does not take in time are counted and left out,
/// and the next line that gets through is preceded by their number.</summary>
public sealed class LineLog : IAsyncDisposable
{
    private const int Capacity = 8192;

    private readonly Channel<string> _lines;
    private readonly Stream _target;
    private readonly Task _writing;
    private long _lost;

    /// <summary>Starts to write.</summary>
    /// <param name="target">Gets whole lines, several in one write when there are many; it is closed with the log.</param>
    public LineLog(Stream target)
    {
        _target = target;
        _lines = Channel.CreateBounded<string>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
        _writing = Task.Run(WriteAllAsync);
    }

    /// <summary>Writes a line; the end of the line is added.</summary>
    public void Write(string line)
    {
        if (!_lines.Writer.TryWrite(line)) Interlocked.Increment(ref _lost);
    }

    /// <summary>Writes what is left, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing;
        await _target.DisposeAsync();
    }

    private async Task WriteAllAsync()
    {
        while (await _lines.Reader.WaitToReadAsync()) await WriteSomeAsync();
        if (Volatile.Read(ref _lost) > 0) await WriteSomeAsync();
    }

    private async Task WriteSomeAsync()
    {
        var text = new StringBuilder();
        var lost = Interlocked.Exchange(ref _lost, 0);
        if (lost > 0) text.Append($"({lost} lines were lost here: the log could not keep up)\n");
        var lines = 0;
        for (; text.Length < 64 * 1024 && _lines.Reader.TryRead(out var line); lines++) text.Append(line).Append('\n');

        try
        {
            await _target.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()));
            await _target.FlushAsync();
        }
        catch (IOException)
        {
            // A full disk stops no request; what it costs is counted like any lost line.
            Interlocked.Add(ref _lost, lost + lines);
        }
    }
}
