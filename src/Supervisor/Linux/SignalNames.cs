namespace Sundog.Supervisor;

/// <summary>Signals as people write them.</summary>
internal static class SignalNames
{
    public static void Add(ref Text text, int signal)
    {
        var name = signal switch
        {
            1 => "SIGHUP"u8,
            2 => "SIGINT"u8,
            3 => "SIGQUIT"u8,
            4 => "SIGILL"u8,
            5 => "SIGTRAP"u8,
            6 => "SIGABRT"u8,
            7 => "SIGBUS"u8,
            8 => "SIGFPE"u8,
            9 => "SIGKILL"u8,
            10 => "SIGUSR1"u8,
            11 => "SIGSEGV"u8,
            12 => "SIGUSR2"u8,
            13 => "SIGPIPE"u8,
            14 => "SIGALRM"u8,
            15 => "SIGTERM"u8,
            24 => "SIGXCPU"u8,
            25 => "SIGXFSZ"u8,
            31 => "SIGSYS"u8,
            _ => "signal "u8,
        };
        text.Add(name);
        if (name[^1] == ' ')
            text.Add(signal);
    }
}
