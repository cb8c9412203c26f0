using System.Runtime.InteropServices;

namespace Sundog.Supervisor;

/// <summary>
/// Starts shells. Everything that a start needs is laid out once, so a start allocates nothing; the child shares this
/// program's memory until it execs (posix_spawn), so a start costs the same however large this program is.
/// </summary>
internal sealed unsafe class Spawner
{
    private readonly byte* _shell = Files.Keep("/bin/sh"u8);
    private readonly byte* _dashC = Files.Keep("-c"u8);
    private readonly byte** _environment;
    private readonly byte* _directory;
    private readonly void* _actions;
    private readonly void* _attributes;

    /// <param name="directory">Where the commands run.</param>
    /// <param name="environment">Their whole environment.</param>
    /// <param name="output">Where their standard output and error go; their standard input is this program's, which is empty.</param>
    public Spawner(byte* directory, byte** environment, int output)
    {
        _directory = directory;
        _environment = environment;

        // Opaque shapes of the C library: 80 and 336 bytes on 64-bit systems; here with room to spare.
        _actions = NativeMemory.AllocZeroed(512);
        _attributes = NativeMemory.AllocZeroed(1024);
        Libc.posix_spawn_file_actions_init(_actions);
        Libc.posix_spawn_file_actions_adddup2(_actions, output, 1);
        Libc.posix_spawn_file_actions_adddup2(_actions, output, 2);
        Libc.posix_spawn_file_actions_addchdir_np(_actions, directory);

        Libc.SignalSet none = default;
        var all = new Libc.SignalSet { Bits = ulong.MaxValue };
        Libc.posix_spawnattr_init(_attributes);
        Libc.posix_spawnattr_setflags(
            _attributes,
            Libc.POSIX_SPAWN_SETSID | Libc.POSIX_SPAWN_SETSIGMASK | Libc.POSIX_SPAWN_SETSIGDEF);
        Libc.posix_spawnattr_setsigmask(_attributes, &none);
        Libc.posix_spawnattr_setsigdefault(_attributes, &all);
    }

    /// <summary>Runs a command of the unit by the shell, in a session of its own.</summary>
    /// <returns>The process's id, or 0 with the reason in <paramref name="error"/>.</returns>
    public int Run(Unit.Command command, Processes.Mark mark, out int error)
    {
        var arguments = stackalloc byte*[4];
        arguments[0] = _shell;
        arguments[1] = command.IsFile ? command.Text : _dashC;
        arguments[2] = command.IsFile ? null : command.Text;
        arguments[3] = null;
        return Spawn(_shell, arguments, mark, out error);
    }

    /// <summary>Runs a program with its arguments.</summary>
    public int Spawn(byte* program, byte** arguments, Processes.Mark mark, out int error)
    {
        int pid;
        Processes.SpawnAs(mark);
        error = Libc.posix_spawn(&pid, program, _actions, _attributes, arguments, _environment);
        Processes.SpawnAs(Processes.Mark.None);
        return error == 0 ? pid : 0;
    }

    /// <summary>True when the commands' folder is what hinders them.</summary>
    public bool DirectoryIsMissing() => Libc.access(_directory, Libc.X_OK) != 0;
}
