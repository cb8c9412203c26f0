namespace Sundog.Supervisor;

/// <summary>Everything that the status files tell, at one moment.</summary>
internal sealed class Condition
{
    /// <summary>How many endings are remembered.</summary>
    public const int Remembered = 20;

    private readonly Ending[] _endings = new Ending[Remembered];
    private int _next;

    public State State { get; set; } = State.Down;
    public Want Want { get; set; } = Want.Up;

    /// <summary>The process of the command that runs now, <c>start</c> or <c>pre_start</c>; 0 when none does.</summary>
    public int Pid { get; set; }

    /// <summary>When the state that <c>sv</c> shows last changed: the command's start or end.</summary>
    public long Since { get; set; }

    /// <summary>When the current <c>start</c> was started; 0 when none runs.</summary>
    public long StartedAt { get; set; }

    public bool Ready { get; set; }
    public bool Paused { get; set; }
    public bool GotTerm { get; set; }
    public bool Looping { get; set; }
    public int Restarts { get; set; }

    /// <summary>How many processes the kernel has killed for want of memory.</summary>
    public int OutOfMemoryKills { get; set; }

    /// <summary>How many endings <see cref="Ending(int)"/> has.</summary>
    public int Endings { get; private set; }

    /// <summary>An ending, the oldest first.</summary>
    public Ending Ending(int index) => _endings[(_next - Endings + index + Remembered) % Remembered];

    public void Add(Ending ending)
    {
        _endings[_next] = ending;
        _next = (_next + 1) % Remembered;
        Endings = Math.Min(Endings + 1, Remembered);
    }
}
