namespace Sundog.Routing;

/// <summary>Counts what is written through it.</summary>
internal sealed class CountingStream(Stream target) : WriteThroughStream(target)
{
    public long Count { get; private set; }

    protected override void Pass(ReadOnlySpan<byte> written) => Count += written.Length;
}
