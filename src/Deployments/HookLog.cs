using System.Globalization;

namespace Sundog.Deployments;

/// <summary>The file <c>/var/log/deploy.log</c> or <c>/var/log/post-deploy.log</c> of the web instance.</summary>
internal sealed class HookLog : IDisposable
{
    private readonly StreamWriter _writer;

    public HookLog(Stream? file, string command)
    {
        _writer = new StreamWriter(file ?? Stream.Null) { AutoFlush = true };
        Write($"[{DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}] Launching command '{command.Trim()}'.");
    }

    public void Write(string line)
    {
        lock (_writer)
        {
            _writer.WriteLine(line);
        }
    }

    public void Dispose() => _writer.Dispose();
}
