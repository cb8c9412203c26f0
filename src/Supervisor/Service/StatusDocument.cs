namespace Sundog.Supervisor;

/// <summary>sundog.json: the whole status for the daemon and for people. Its fields are described in docs/supervisor.md.</summary>
internal static class StatusDocument
{
    /// <summary>Raised when a reader of the version before could misread the document; new fields do not raise it.</summary>
    public const long Protocol = 1;

    private const int TailLines = 20;

    public static void Write(ref Text text, Condition condition, Killed killed, OutputLog log)
    {
        text.Add("{\"protocol\":"u8);
        text.Add(Protocol);
        text.Add(",\"state\":\""u8);
        text.Add(StateName(condition));
        text.Add("\",\"want\":\""u8);
        text.Add(condition.Want switch { Want.Up => "up"u8, Want.Down => "down"u8, _ => "once"u8 });
        text.Add("\",\"pid\":"u8);
        AddOrNull(ref text, condition.StartedAt == 0 ? 0 : condition.Pid);
        text.Add(",\"startedAt\":"u8);
        AddTimeOrNull(ref text, condition.StartedAt);
        text.Add(condition.Ready ? ",\"ready\":true"u8 : ",\"ready\":false"u8);
        text.Add(",\"restarts\":"u8);
        text.Add(condition.Restarts);
        text.Add(",\"lastExit\":"u8);
        if (condition.Endings == 0)
            text.Add("null"u8);
        else
            AddEnding(ref text, condition.Ending(condition.Endings - 1));
        text.Add(",\"exits\":["u8);
        for (var i = 0; i < condition.Endings; i++)
        {
            if (i > 0)
                text.Add((byte)',');
            AddEnding(ref text, condition.Ending(i));
        }

        text.Add("],\"tail\":["u8);
        AddLines(ref text, log.FailedTail);
        text.Add("],\"killed\":["u8);
        for (var i = 0; i < killed.Count; i++)
        {
            text.Add(i > 0 ? ",{\"pid\":"u8 : "{\"pid\":"u8);
            text.Add(killed.Pid(i));
            text.Add(",\"command\":"u8);
            text.AddJson(killed.Name(i));
            if (killed.Remains(i))
                text.Add(",\"remains\":true"u8);
            text.Add((byte)'}');
        }

        text.Add("],\"droppedLines\":"u8);
        text.Add(log.DroppedLines);
        text.Add(",\"outOfMemoryKills\":"u8);
        text.Add(condition.OutOfMemoryKills);
        text.Add(",\"allocatedBytes\":"u8);
        text.Add(GC.GetAllocatedBytesForCurrentThread());
        text.Add("}\n"u8);
    }

    public static ReadOnlySpan<byte> StateName(Condition condition) => condition.State switch
    {
        State.Stopping or State.Leaving => "stopping"u8,
        State.Down or State.Gone => "stopped"u8,
        State.Finishing when condition.Want != Want.Up => "stopping"u8,
        _ when condition.Looping => "crash-looping"u8,
        State.Running when condition.Ready => "running"u8,
        _ => "starting"u8,
    };

    private static void AddEnding(ref Text text, Ending ending)
    {
        text.Add(ending.Signal != 0 ? "{\"signal\":"u8 : "{\"code\":"u8);
        text.Add(ending.Signal != 0 ? ending.Signal : ending.Code);
        text.Add(",\"at\":"u8);
        AddTimeOrNull(ref text, ending.Utc);
        text.Add(",\"seconds\":"u8);
        text.AddSeconds(ending.Lasted);
        if (ending.Reason != Reason.None)
        {
            text.Add(",\"reason\":\""u8);
            ending.AddReason(ref text);
            text.Add((byte)'"');
        }

        if (ending.Peak != 0)
        {
            text.Add(",\"peak\":"u8);
            text.Add(ending.Peak);
        }

        text.Add((byte)'}');
    }

    private static void AddLines(ref Text text, ReadOnlySpan<byte> tail)
    {
        tail = tail.TrimEnd((byte)'\n');
        var start = tail.Length;
        for (var lines = 0; start > 0 && lines < TailLines; lines++)
            start = Math.Max(tail[..start].LastIndexOf((byte)'\n'), 0);
        if (start > 0)
            start++;
        for (var rest = tail[start..]; rest.Length > 0;)
        {
            var end = rest.IndexOf((byte)'\n');
            text.AddJson(end < 0 ? rest : rest[..end]);
            rest = end < 0 ? default : rest[(end + 1)..];
            if (rest.Length > 0)
                text.Add((byte)',');
        }
    }

    private static void AddOrNull(ref Text text, int number)
    {
        if (number == 0)
            text.Add("null"u8);
        else
            text.Add(number);
    }

    private static void AddTimeOrNull(ref Text text, long utc)
    {
        if (utc == 0)
        {
            text.Add("null"u8);
            return;
        }

        text.Add((byte)'"');
        text.AddTime(utc, 3);
        text.Add((byte)'"');
    }
}
