using System.Buffers.Binary;
using System.Text;

namespace Sundog.Supervisor.Sv;

/// <summary>The 20 bytes of <c>supervise/status</c>.</summary>
/// <param name="Since">When the service was started or stopped, in seconds since 1970.</param>
/// <param name="Pid">Its process, or 0.</param>
/// <param name="Paused">It was sent SIGSTOP.</param>
/// <param name="Want">'u' or 'd': what was asked for last.</param>
/// <param name="GotTerm">It was sent SIGTERM.</param>
/// <param name="State">0 down, 1 run, 2 finish.</param>
internal readonly record struct ServiceStatus(long Since, int Pid, bool Paused, char Want, bool GotTerm, int State)
{
    public const int Size = 20;

    /// <summary>Second 0 of 1970 as TAI64 counts, with the ten seconds that runit takes for the difference of the time scales.</summary>
    private const ulong Epoch = 4611686018427387914;

    public static ServiceStatus Read(ReadOnlySpan<byte> bytes) => new(
        (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) - Epoch),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
        bytes[16] != 0,
        (char)bytes[17],
        bytes[18] != 0,
        bytes[19]);

    /// <summary>The status in a line, as runit's sv writes it.</summary>
    /// <param name="name">The service as it was named on the command line.</param>
    /// <param name="now">Seconds since 1970.</param>
    /// <param name="normallyUp">There is no file <c>down</c> in the service's folder.</param>
    public string Describe(string name, long now, bool normallyUp)
    {
        var text = new StringBuilder(State switch { 0 => "down: ", 1 => "run: ", _ => "finish: " });
        text.Append(name).Append(": ");
        if (State != 0)
            text.Append("(pid ").Append(Pid).Append(") ");
        text.Append(Math.Max(now - Since, 0)).Append('s');
        if (Pid != 0 && !normallyUp)
            text.Append(", normally down");
        if (Pid == 0 && normallyUp)
            text.Append(", normally up");
        if (Pid != 0 && Paused)
            text.Append(", paused");
        if (Pid == 0 && Want == 'u')
            text.Append(", want up");
        if (Pid != 0 && Want == 'd')
            text.Append(", want down");
        if (Pid != 0 && GotTerm)
            text.Append(", got TERM");
        return text.ToString();
    }

    /// <summary>True when what was asked for has come about.</summary>
    /// <param name="letter">What was asked for: its letter on the control fifo, or 'C' for "check".</param>
    /// <param name="asked">When it was asked for, in seconds since 1970.</param>
    /// <param name="ready">Runs the service's <c>./check</c>.</param>
    public bool Fulfils(char letter, long asked, Func<bool> ready) => letter switch
    {
        'x' => false,
        'u' => Pid != 0 && State == 1 && ready(),
        'd' => Pid == 0,
        'C' => Pid == 0 || ready(),
        't' => (Pid == 0 && Want == 'd') || (Pid != 0 && Since >= asked && !GotTerm && ready()),
        'o' => Pid == 0 ? Since >= asked : Want == 'd',
        _ => true,
    };
}
