namespace Sundog.Supervisor;

/// <summary>
/// The event loop: it waits for signals, letters on the control fifo, output and deadlines, turns them into events of the
/// life cycle, and carries out what <see cref="Transitions"/> answers. Between events it sleeps without any time-out.
/// </summary>
internal sealed unsafe partial class Supervision
{
    private readonly Unit _unit;
    private readonly Signals _signals = new();
    private readonly OutputLog _log;
    private readonly Spawner _spawner;
    private readonly ServiceDirectory _service;
    private readonly OutOfMemory _outOfMemory;
    private readonly Condition _condition = new();
    private readonly Killed _killed = new();

    private long _graceOver = Clock.Never;
    private long _pauseOver = Clock.Never;
    private long _settled = Clock.Never;
    private long _readyBy = Clock.Never;

    /// <summary>When the status is written again: the last attempt failed, or only the number of dropped lines has grown.</summary>
    private long _publishBy = Clock.Never;

    /// <summary>In a flood of output: when it is looked at again, and when the flood counts as over.</summary>
    private long _pumpBy = Clock.Never;
    private long _calmBy = Clock.Never;

    private int _watched = -1;
    private bool _changed = true;

    public Supervision(Unit unit)
    {
        _unit = unit;
        Processes.Prepare();
        _service = new ServiceDirectory(unit);
        _log = new OutputLog(unit);
        _spawner = new Spawner(unit.Directory, unit.Environment, _log.Input);
        _outOfMemory = new OutOfMemory(unit);
        _condition.Since = Clock.Utc();
    }

    /// <summary>Supervises until the instance has stopped and its last process is gone.</summary>
    public void Run()
    {
        if (_unit.IsRemade)
            TellOfRemake();
        if (_service.IsDown)
            Handle(Event.Down);
        else
            Handle(Event.Up);
        var fds = stackalloc Libc.PollFd[5];
        while (_condition.State != State.Gone)
        {
            if (_changed)
            {
                _changed = false;
                _publishBy = _service.Publish(_condition, _killed, _log) ? Clock.Never : Clock.Now() + Clock.Second;
            }

            fds[0] = new Libc.PollFd { Fd = _signals.Fd, Events = Libc.POLLIN };
            fds[1] = new Libc.PollFd { Fd = _service.Control, Events = Libc.POLLIN };
            fds[2] = new Libc.PollFd { Fd = _pumpBy == Clock.Never ? _log.Output : -1, Events = Libc.POLLIN };
            fds[3] = new Libc.PollFd { Fd = _watched, Events = Libc.POLLIN };
            fds[4] = new Libc.PollFd { Fd = _outOfMemory.Events, Events = Libc.POLLPRI };
            Sleep(fds, 5);

            if (fds[0].Returned != 0)
            {
                _signals.Take(out var children, out var leave);
                if (children)
                    Reap();
                if (leave)
                    Handle(Event.Exit);
            }

            if (fds[1].Returned != 0)
                Obey();
            if (fds[3].Returned != 0)
                CheckLeft();
            RunDeadlines();
            TellOfEnding();
            if (fds[4].Returned != 0)
                TellOfKills();
            if (fds[2].Returned != 0)
                PumpOutput();
        }

        PumpOutputDry();
        _service.Publish(_condition, _killed, _log);
    }

    private void Sleep(Libc.PollFd* fds, int count)
    {
        var deadline = NextDeadline();
        if (deadline == Clock.Never)
        {
            _ = Libc.ppoll(fds, (nuint)count, null, null);
            return;
        }

        var left = Math.Max(deadline - Clock.Now(), 0);
        var timeout = new Libc.Timespec { Seconds = left / Clock.Second, Nanoseconds = left % Clock.Second };
        _ = Libc.ppoll(fds, (nuint)count, &timeout, null);
    }

    private long NextDeadline() =>
        Math.Min(
            Math.Min(Math.Min(_graceOver, _pauseOver), Math.Min(_settled, _readyBy)),
            Math.Min(_publishBy, Math.Min(_pumpBy, _calmBy)));

    private void RunDeadlines()
    {
        if (NextDeadline() == Clock.Never)
            return;
        var now = Clock.Now();
        if (now >= _pumpBy)
            _pumpBy = Clock.Never;
        if (now >= _calmBy)
        {
            _calmBy = Clock.Never;
            _log.CalmDown();
        }

        if (now >= _publishBy)
        {
            _publishBy = Clock.Never;
            _changed = true;
        }

        if (now >= _graceOver)
        {
            _graceOver = Clock.Never;
            Handle(Event.GraceOver);
        }

        if (now >= _pauseOver)
        {
            _pauseOver = Clock.Never;
            Handle(Event.PauseOver);
        }

        if (now >= _settled)
        {
            _settled = Clock.Never;
            _backOff.Reset();
            _condition.Looping = false;
            _changed = true;
        }

        if (now >= _readyBy)
            PostStartIsLate();
    }

    private void Handle(Event happened)
    {
        for (Event? next = happened; next is { } @event;)
        {
            var before = (_condition.State, _condition.Want);
            _condition.Want = Transitions.Wanted(_condition.Want, @event);
            var step = Transitions.Next(_condition.State, _condition.Want, @event);
            _condition.State = step.Next;
            _changed |= before != (_condition.State, _condition.Want) || step.Effect != Effect.None;
            next = Carry(step.Effect);
        }
    }

    /// <summary>Carries out an effect; the event that this brings about at once, if any.</summary>
    private Event? Carry(Effect effect)
    {
        switch (effect)
        {
            case Effect.PreStart:
                return RunPreStart();
            case Effect.Start:
                return RunStart();
            case Effect.Finish:
                return RunFinish();
            case Effect.Pause:
                return Pause();
            case Effect.Terminate:
                return Terminate();
            case Effect.Kill:
                return Kill();
            case Effect.TerminateAll:
                return TerminateAll();
            case Effect.KillAll:
                return KillAll();
            default:
                if (_condition.State == State.Down)
                    EnterDown();
                return null;
        }
    }

    private void PumpOutput()
    {
        var dropped = _log.DroppedLines;
        var got = _log.Pump();
        var now = Clock.Now();
        if (_log.IsFlooded)
        {
            _calmBy = _log.LastFlood + Clock.Second;
            _pumpBy = got < OutputLog.Worthwhile ? now + OutputLog.Nap : Clock.Never;
        }

        // cgroup v1 wakes nobody: a command that lives on tells by its output that something may have happened.
        if (now - _killsTold > Clock.Second)
            TellOfKills();
        if (_log.DroppedLines != dropped && _publishBy == Clock.Never)
            _publishBy = Clock.Now() + Clock.Second;
    }

    private void PumpOutputDry()
    {
        TellOfEnding();
        while (_log.Pump() > 0)
        {
        }
    }
}
