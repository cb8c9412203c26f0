namespace Sundog.Supervisor;

/// <summary>Starts of the commands, and their ends.</summary>
internal sealed unsafe partial class Supervision
{
    private enum Role
    {
        PreStart,
        Start,
        Finish,
    }

    /// <summary>The command's own process, the leader of its process group; 0 when it has ended or never was.</summary>
    private int _main;

    private BackOff _backOff;
    private Role _role;
    private int _postStart;
    private bool _preStarted;
    private bool _asked = true;
    private long _startedAt;
    private long _pause;

    private Ending _ending;
    private bool _endingFailed;
    private int _endedOutput = -1;

    /// <summary>A kill for want of memory is taken for the reason of an end that follows it this soon.</summary>
    private const long KillsMatter = 10 * Clock.Second;

    private long _killedForMemory = -KillsMatter;
    private long _killsTold;

    private Processes.Mark Mark => _role == Role.PreStart ? Processes.Mark.PreStart : Processes.Mark.Start;

    private Event? RunPreStart()
    {
        _killed.Clear();
        _pauseOver = Clock.Never;
        if (_preStarted || !_unit.PreStart.Exists)
            return Event.PreStartEnded;
        _role = Role.PreStart;
        _condition.Since = Clock.Utc();
        _startedAt = Clock.Now();
        _condition.Pid = _main = _spawner.Run(_unit.PreStart, Processes.Mark.PreStart, out var error);
        if (_main != 0)
            return null;
        NoteCannotRun("pre_start"u8, error);
        return Event.PreStartEnded;
    }

    private Event? RunStart()
    {
        _preStarted = true;
        _role = Role.Start;
        _condition.GotTerm = _condition.Paused = _condition.Ready = false;
        if (!_asked)
            _condition.Restarts++;
        _asked = false;
        _settled = Clock.Never;
        var error = 0;
        _condition.Pid = _main = _unit.Start.Exists ? _spawner.Run(_unit.Start, Processes.Mark.Start, out error) : 0;
        _startedAt = Clock.Now();
        _condition.Since = Clock.Utc();
        if (_unit.Start.Exists && _main == 0)
        {
            Ended(Ending.NeverRan(_spawner.DirectoryIsMissing(), error));
            return Event.CommandGone;
        }

        _condition.StartedAt = _unit.Start.Exists ? _condition.Since : 0;
        if (_condition.Looping)
            _settled = _startedAt + BackOff.Settled;
        RunPostStart();
        return null;
    }

    private void RunPostStart()
    {
        _condition.Ready = !_unit.PostStart.Exists;
        if (_condition.Ready)
            return;
        _postStart = _spawner.Run(_unit.PostStart, Processes.Mark.Start, out var error);
        if (_postStart != 0)
        {
            _readyBy = _startedAt + _unit.ReadyWithin;
            return;
        }

        NoteCannotRun("post_start"u8, error);
        _condition.Ready = true;
    }

    private void PostStartEnded(int status)
    {
        _postStart = 0;
        _readyBy = Clock.Never;
        if (_condition.State != State.Running)
            return;
        if (status != 0)
            NoteEnd("post_start"u8, Ending.FromStatus(status, Clock.Now() - _startedAt, Reason.None), "; the instance counts as ready"u8);
        _condition.Ready = _changed = true;
    }

    private void PostStartIsLate()
    {
        _readyBy = Clock.Never;
        _log.Note("post_start is still running at its limit; the instance counts as ready"u8);
        _condition.Ready = _changed = true;
    }

    /// <summary>runit's finish: it is told the exit code (-1 after a signal) and the low byte of the status.</summary>
    private Event? RunFinish()
    {
        _condition.Pid = 0;
        _condition.StartedAt = 0;
        _condition.Ready = _condition.Paused = _condition.GotTerm = false;
        _condition.Since = Clock.Utc();
        _graceOver = _settled = _readyBy = Clock.Never;
        _killSince = 0;
        if (_role == Role.PreStart)
            return Event.FinishEnded;

        var file = _service.Finish;
        var error = 0;
        if (file != null)
        {
            Span<byte> code = stackalloc byte[8], signal = stackalloc byte[8];
            fixed (byte* first = Argument(code, _ending.Signal != 0 ? -1 : _ending.Code), second = Argument(signal, _ending.Signal))
            {
                var arguments = stackalloc byte*[4] { file, first, second, null };
                _main = _spawner.Spawn(file, arguments, Processes.Mark.Start, out error);
            }
        }
        else if (_unit.Finish.Exists)
            _main = _spawner.Run(_unit.Finish, Processes.Mark.Start, out error);
        else
            return Event.FinishEnded;

        _condition.Pid = _main;
        if (_main == 0)
        {
            NoteCannotRun("finish"u8, error);
            return Event.FinishEnded;
        }

        _role = Role.Finish;
        _graceOver = Clock.Now() + _unit.Grace;
        return null;
    }

    private static Span<byte> Argument(Span<byte> buffer, int number)
    {
        var text = new Text(buffer);
        text.Add(number);
        text.Add((byte)0);
        return buffer;
    }

    private Event? Pause()
    {
        EnterDown();
        if (_asked || _pause == 0)
            return Event.PauseOver;
        _pauseOver = Clock.Now() + _pause;
        return null;
    }

    private void EnterDown()
    {
        _condition.Pid = 0;
        _condition.StartedAt = 0;
        _condition.Ready = false;
        _pauseOver = _settled = _graceOver = Clock.Never;
    }

    /// <summary>Collects every child that has ended: the commands, and all orphans of the container.</summary>
    private void Reap()
    {
        int status, pid;
        while ((pid = Libc.waitpid(-1, &status, Libc.WNOHANG)) > 0)
            if (pid == _main)
                MainEnded(status);
            else if (pid == _postStart)
                PostStartEnded(status);
        TellOfKills();
        CheckLeft();
    }

    private void MainEnded(int status)
    {
        var lasted = Clock.Now() - _startedAt;
        _main = _condition.Pid = 0;
        _changed = true;
        switch (_role)
        {
            case Role.PreStart:
                if (status != 0 && _condition.State == State.PreStarting)
                    NoteEnd("pre_start"u8, Ending.FromStatus(status, lasted, Reason.None), "; start follows"u8);
                Handle(Event.PreStartEnded);
                break;
            case Role.Finish:
                Handle(Event.FinishEnded);
                break;
            default:
                StartEnded(status, lasted);
                break;
        }
    }

    private void StartEnded(int status, long lasted)
    {
        var killed = status == Libc.SIGKILL || status == 137 << 8;
        var bySignal = (status & 0x7f) != 0;
        var left = AnyLeft(out _);
        var noMemory = CountKills() > 0 || Clock.Now() - _killedForMemory < KillsMatter;
        var reason = killed && _killSince != 0 ? Reason.GraceOver
            : noMemory && status != 0 && (killed || _condition.State == State.Running) ? Reason.OutOfMemory
            : left && !bySignal && !_condition.GotTerm && _condition.State == State.Running ? Reason.LeftProcesses
            : Reason.None;
        var ending = Ending.FromStatus(status, lasted, reason);
        Ended(reason == Reason.OutOfMemory ? ending with { Limit = _outOfMemory.Limit(), Peak = _outOfMemory.Peak() } : ending);
        if (_condition.State == State.Running)
            Handle(left ? Event.CommandEnded : Event.CommandGone);
    }

    /// <summary>Records an ending of start. Telling of it waits until the next start is under way.</summary>
    private void Ended(Ending ending)
    {
        TellOfEnding();
        var asked = _condition.GotTerm || _condition.State is State.Stopping or State.Leaving;
        _asked |= asked;
        _pause = asked ? 0 : _backOff.Ended(ending.Lasted, ending.Failed, Chance());
        _condition.Looping = _backOff.Looping;
        _condition.Add(ending);
        _ending = ending;
        _endingFailed = ending.Failed && !_asked;
        _endedOutput = _log.Waiting();
    }

    /// <summary>What the ended run has still written goes to the log, then how it ended.</summary>
    private void TellOfEnding()
    {
        if (_endedOutput < 0)
            return;
        _log.PumpExactly(_endedOutput);
        _endedOutput = -1;
        _log.EndRun(_endingFailed);
        Span<byte> buffer = stackalloc byte[128];
        var next = new Text(buffer);
        if (_condition.State == State.Pausing)
        {
            next.Add("; next start in "u8);
            next.AddSeconds(_pause);
            next.Add(" s"u8);
        }

        NoteEnd("start"u8, _ending, next.Written);
    }

    /// <summary>The container before this one ended without being asked, and its processes with it: part of the instance's history.</summary>
    private void TellOfRemake()
    {
        _asked = _service.IsDown;
        _condition.Add(Ending.OfContainer());
        _log.Note("PID 1 had ended, and every process with it; the container was made anew"u8);
    }

    private int CountKills()
    {
        var kills = _outOfMemory.Take();
        if (kills > 0)
        {
            _condition.OutOfMemoryKills += kills;
            _killedForMemory = Clock.Now();
            _changed = true;
        }

        return kills;
    }

    /// <summary>Tells of processes that the kernel killed for want of memory and that are not the command itself.</summary>
    private void TellOfKills()
    {
        _killsTold = Clock.Now();
        if (CountKills() == 0)
            return;
        Span<byte> buffer = stackalloc byte[128];
        var text = new Text(buffer);
        text.Add("a process was "u8);
        Ending.AddOutOfMemory(ref text, _outOfMemory.Limit());
        Ending.AddPeak(ref text, _outOfMemory.Peak());
        _log.Note(text.Written);
    }

    private static double Chance()
    {
        uint random;
        Libc.getrandom(&random, sizeof(uint), 0);
        return random / (double)uint.MaxValue;
    }

    private void NoteEnd(ReadOnlySpan<byte> what, Ending ending, ReadOnlySpan<byte> then)
    {
        Span<byte> buffer = stackalloc byte[512];
        var text = new Text(buffer);
        text.Add(what);
        if (ending.Signal != 0)
        {
            text.Add(" was killed by "u8);
            SignalNames.Add(ref text, ending.Signal);
        }
        else
        {
            text.Add(" ended with exit code "u8);
            text.Add(ending.Code);
        }

        text.Add(" after "u8);
        text.AddSeconds(ending.Lasted);
        text.Add(" s"u8);
        if (ending.Reason != Reason.None)
        {
            text.Add(" ("u8);
            ending.AddReason(ref text);
            Ending.AddPeak(ref text, ending.Peak);
            text.Add((byte)')');
        }

        text.Add(then);
        _log.Note(text.Written);
    }

    private void NoteCannotRun(ReadOnlySpan<byte> what, int error)
    {
        var ending = Ending.NeverRan(_spawner.DirectoryIsMissing(), error);
        NoteEnd(what, ending, default);
    }
}
