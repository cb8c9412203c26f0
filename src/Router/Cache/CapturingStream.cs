namespace Sundog.Routing;

/// <summary>Keeps a copy of what is written through it, as long as that is worth while.</summary>
/// <param name="target">Where it goes.</param>
/// <param name="isWanted">Asked once, before the first byte: whether to keep a copy at all.</param>
/// <param name="bound">The largest copy.</param>
internal sealed class CapturingStream(Stream target, Func<bool> isWanted, int bound) : WriteThroughStream(target)
{
    private MemoryStream? _copy;
    private bool _hasBegun;

    /// <summary>Everything that was written; null when it was not wanted or too much.</summary>
    public ReadOnlyMemory<byte>? Captured => _hasBegun ? _copy?.ToArray() : ReadOnlyMemory<byte>.Empty;

    protected override void Pass(ReadOnlySpan<byte> written)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            if (isWanted()) _copy = new MemoryStream();
        }

        if (_copy?.Length + written.Length > bound) _copy = null;
        _copy?.Write(written);
    }
}
