using System.Buffers.Text;
using System.Text;

namespace Sundog.Supervisor;

/// <summary>UTF-8 text put together in a buffer of the caller. What does not fit is cut off; nothing is ever allocated.</summary>
internal ref struct Text(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    public readonly int Length => _length;

    /// <summary>Drops all after the first <paramref name="length"/> bytes.</summary>
    public void Cut(int length) => _length = Math.Min(length, _length);

    public void Add(scoped ReadOnlySpan<byte> utf8)
    {
        var fits = Math.Min(utf8.Length, _buffer.Length - _length);
        utf8[..fits].CopyTo(_buffer[_length..]);
        _length += fits;
    }

    public void Add(byte one)
    {
        if (_length < _buffer.Length)
            _buffer[_length++] = one;
    }

    public void Add(long number)
    {
        if (Utf8Formatter.TryFormat(number, _buffer[_length..], out var written))
            _length += written;
    }

    /// <summary>A number with leading zeros.</summary>
    public void AddDigits(long number, int digits)
    {
        for (long unit = Power(digits - 1); unit > 0; unit /= 10)
            Add((byte)('0' + number / unit % 10));
    }

    /// <summary>Seconds with two decimals.</summary>
    public void AddSeconds(long nanoseconds)
    {
        var hundredths = nanoseconds / (10 * Clock.Millisecond);
        Add(hundredths / 100);
        Add((byte)'.');
        AddDigits(hundredths % 100, 2);
    }

    /// <summary>A point in time in ISO 8601, UTC, with <paramref name="decimals"/> digits of the second.</summary>
    public void AddTime(long utc, int decimals)
    {
        var time = DateTime.UnixEpoch.AddTicks(utc / 100);
        AddDigits(time.Year, 4);
        Add((byte)'-');
        AddDigits(time.Month, 2);
        Add((byte)'-');
        AddDigits(time.Day, 2);
        Add((byte)'T');
        AddDigits(time.Hour, 2);
        Add((byte)':');
        AddDigits(time.Minute, 2);
        Add((byte)':');
        AddDigits(time.Second, 2);
        Add((byte)'.');
        AddDigits(utc % Clock.Second / Power(9 - decimals), decimals);
        Add((byte)'Z');
    }

    /// <summary>A quoted JSON string. Bytes that are not UTF-8 become U+FFFD.</summary>
    public void AddJson(scoped ReadOnlySpan<byte> utf8)
    {
        Add((byte)'"');
        while (utf8.Length > 0)
        {
            var status = Rune.DecodeFromUtf8(utf8, out var rune, out var consumed);
            if (status != System.Buffers.OperationStatus.Done)
                Add("\uFFFD"u8);
            else if (rune.Value is '"' or '\\')
            {
                Add((byte)'\\');
                Add((byte)rune.Value);
            }
            else if (rune.Value is < ' ' or 0x7f)
            {
                Add("\\u00"u8);
                Add("0123456789abcdef"u8[rune.Value >> 4]);
                Add("0123456789abcdef"u8[rune.Value & 15]);
            }
            else
                Add(utf8[..consumed]);
            utf8 = utf8[consumed..];
        }
        Add((byte)'"');
    }

    private static long Power(int exponent)
    {
        var power = 1L;
        while (exponent-- > 0)
            power *= 10;
        return power;
    }
}
