namespace Sundog.Supervisor;

/// <summary>Letters of sv, signals to the command, and the ways to stop it.</summary>
internal sealed unsafe partial class Supervision
{
    /// <summary>How soon a kill is repeated for what was forked meanwhile; a second later, how often survivors are looked at.</summary>
    private const long KillAgain = 20 * Clock.Millisecond;

    private long _killSince;

    private void Obey()
    {
        var letters = stackalloc byte[256];
        var count = (int)Libc.read(_service.Control, letters, 256);
        for (var i = 0; i < count; i++)
            Obey(letters[i]);
    }

    private void Obey(byte letter)
    {
        switch (letter)
        {
            case (byte)'u':
            case (byte)'o':
                _asked = _condition.State != State.Running;
                if (_asked)
                    ForgetFailures();
                Handle(letter == 'u' ? Event.Up : Event.Once);
                break;
            case (byte)'d':
                _asked = true;
                Handle(Event.Down);
                break;
            case (byte)'x':
            case (byte)'e':
                Handle(Event.Exit);
                break;
            case (byte)'t':
                _condition.GotTerm = _changed = _main != 0;
                Signal(Libc.SIGTERM);
                break;
            case (byte)'p':
                _condition.Paused = _changed = _main != 0;
                Signal(Libc.SIGSTOP);
                break;
            case (byte)'c':
                _condition.Paused = false;
                _changed = true;
                Signal(Libc.SIGCONT);
                break;
            case (byte)'k':
                if (_condition.State == State.Leaving)
                    Handle(Event.GraceOver);
                else
                {
                    _asked = true;
                    SignalCommand(Libc.SIGKILL);
                }

                break;
            case (byte)'h':
                Signal(Libc.SIGHUP);
                break;
            case (byte)'a':
                Signal(Libc.SIGALRM);
                break;
            case (byte)'i':
                Signal(Libc.SIGINT);
                break;
            case (byte)'q':
                Signal(Libc.SIGQUIT);
                break;
            case (byte)'1':
                Signal(Libc.SIGUSR1);
                break;
            case (byte)'2':
                Signal(Libc.SIGUSR2);
                break;
        }
    }

    private void ForgetFailures()
    {
        _backOff.Reset();
        _condition.Looping = false;
        _pause = 0;
    }

    /// <summary>To the command's process group: the shell and what it runs.</summary>
    private void Signal(int signal)
    {
        if (_main != 0)
            _ = Libc.kill(-_main, signal);
    }

    private Event? Terminate()
    {
        _killed.Clear();
        _killSince = 0;
        _condition.GotTerm = _main != 0;
        _graceOver = Clock.Now() + _unit.Grace;
        SignalCommand(Libc.SIGTERM);
        SignalCommand(Libc.SIGCONT);
        return AnyLeft(out _) ? null : Event.CommandGone;
    }

    /// <summary>To every process of the command, wherever it has moved: first the group in one step, then the rest one by one.</summary>
    /// <returns>How many processes have been found.</returns>
    private int SignalCommand(int signal)
    {
        var found = 0;
        if (_main != 0)
            _ = Libc.kill(-_main, signal);
        Span<byte> buffer = stackalloc byte[4096];
        using var walk = new Processes.Walk(buffer);
        for (int pid; (pid = walk.Next()) != 0;)
        {
            if (Processes.MarkOf(pid) != Mark)
                continue;
            found++;
            if (_main != 0 && Libc.getpgid(pid) == _main)
                continue;
            // The number may have passed to another process since; a descriptor cannot, so ask again once it is held.
            var handle = Libc.pidfd_open(pid, 0);
            if (handle < 0)
                continue;
            if (Processes.MarkOf(pid) == Mark)
                Libc.pidfd_send_signal(handle, signal, null, 0);
            Libc.close(handle);
        }

        return found;
    }

    /// <summary>
    /// Processes that fork faster than they are killed one by one would go on for ever. Stopped ones keep their place and fork
    /// no more, so round by round fewer are left that do; the kill then finds them all.
    /// </summary>
    private void Freeze()
    {
        const int MostRounds = 50;
        int before = -1, found = 0;
        for (var round = 0; round < MostRounds && found != before; round++)
        {
            before = found;
            found = SignalCommand(Libc.SIGSTOP);
        }
    }

    private Event? Kill()
    {
        var again = _killSince != 0;
        NoteKilled(all: false);
        if (again)
            Freeze();
        SignalCommand(Libc.SIGKILL);
        return AnyLeft(out _) ? null : Event.CommandGone;
    }

    private Event? TerminateAll()
    {
        _log.Note("the instance stops: SIGTERM to every process"u8);
        _killed.Clear();
        _killSince = 0;
        _pauseOver = _settled = _readyBy = Clock.Never;
        _condition.GotTerm = _main != 0;
        _graceOver = Clock.Now() + _unit.Grace;
        _ = Libc.kill(-1, Libc.SIGTERM);
        _ = Libc.kill(-1, Libc.SIGCONT);
        return NoneLeft() ? Event.LastGone : null;
    }

    private Event? KillAll()
    {
        NoteKilled(all: true);
        _ = Libc.kill(-1, Libc.SIGKILL);
        return NoneLeft() ? Event.LastGone : null;
    }

    /// <summary>Writes down who is about to be killed, and, a second after, who did not end even so.</summary>
    private void NoteKilled(bool all)
    {
        var now = Clock.Now();
        if (_killSince == 0)
            _killSince = now;
        var late = now - _killSince >= Clock.Second;
        _graceOver = now + (late ? Clock.Second : KillAgain);

        Span<byte> buffer = stackalloc byte[4096];
        using var walk = new Processes.Walk(buffer);
        for (int pid; (pid = walk.Next()) != 0;)
        {
            if ((!all && Processes.MarkOf(pid) != Mark) || !Processes.IsAlive(pid))
                continue;
            if (_killed.Add(pid))
                NoteSurvivor(pid, " was still running at the end of the grace: killed"u8);
            else if (late && _killed.StillThere(pid))
                NoteSurvivor(pid, " was killed and does not end: it waits in the kernel"u8);
        }
    }

    private void NoteSurvivor(int pid, ReadOnlySpan<byte> what)
    {
        Span<byte> name = stackalloc byte[80], buffer = stackalloc byte[256];
        var text = new Text(buffer);
        text.Add("process "u8);
        text.Add(pid);
        text.Add(" ("u8);
        text.Add(name[..Processes.Describe(pid, name)]);
        text.Add(")"u8);
        text.Add(what);
        _log.Note(text.Written);
        _changed = true;
    }

    /// <summary>After an end, or when the watched process is gone: is the last one gone?</summary>
    private void CheckLeft()
    {
        switch (_condition.State)
        {
            case State.Clearing or State.Stopping:
                if (!AnyLeft(out var pid))
                    Handle(Event.CommandGone);
                else if (_main == 0)
                    Show(pid);
                break;
            case State.Leaving when NoneLeft():
                Handle(Event.LastGone);
                break;
        }
    }

    /// <summary>As long as one process of the command is left, sv is told of it, and so waits for the last one.</summary>
    private void Show(int pid)
    {
        _changed |= _condition.Pid != pid;
        _condition.Pid = pid;
    }

    private bool AnyLeft(out int first)
    {
        Span<byte> buffer = stackalloc byte[4096];
        using var walk = new Processes.Walk(buffer);
        while ((first = walk.Next()) != 0)
            if (Processes.MarkOf(first) == Mark && Processes.IsAlive(first))
                return true;
        return false;
    }

    /// <summary>
    /// True when PID 1 is alone. Otherwise watches one of the others, for those that the host has put into the container are
    /// nobody's children here and end without a signal.
    /// </summary>
    private bool NoneLeft()
    {
        if (_watched >= 0)
            Libc.close(_watched);
        _watched = -1;
        Span<byte> buffer = stackalloc byte[4096];
        using var walk = new Processes.Walk(buffer);
        for (int pid; (pid = walk.Next()) != 0;)
            if (Processes.IsAlive(pid) && (_watched = Libc.pidfd_open(pid, 0)) >= 0)
                return false;
        return true;
    }
}
