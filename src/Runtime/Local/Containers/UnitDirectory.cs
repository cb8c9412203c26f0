using System.Globalization;
using System.Text;
using Sundog.Planning;

namespace Sundog.Runtime.Local;

/// <summary>What is special about a start.</summary>
/// <param name="IsRemade">The container takes the place of one that ended without being asked.</param>
/// <param name="IsDown">A person had stopped the command: it waits until it is wanted.</param>
internal sealed record Circumstances(bool IsRemade, bool IsDown);

/// <summary>What <c>sundog-init</c> reads: the commands, their environment and its settings. Only the instance's own user may read it.</summary>
internal static class UnitDirectory
{
    /// <summary>Writes the directory.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="plan">The instance.</param>
    /// <param name="circumstances">Those of this start.</param>
    /// <param name="user">Its user.</param>
    public static void Write(string directory, InstancePlan plan, Circumstances circumstances, int user)
    {
        OwnedFiles.MakeDirectory(directory, user);
        Write(directory, "pre_start", plan.Commands.PreStart, user);
        Write(directory, "start", plan.Commands.Start, user);
        Write(directory, "post_start", plan.Commands.PostStart, user);
        Write(directory, "environment", string.Concat(plan.Environment.Select(variable => $"{variable.Key}={variable.Value}\0")), user);
        Write(directory, "settings", Settings(plan, circumstances), user);
        File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private static string Settings(InstancePlan plan, Circumstances circumstances) =>
        new StringBuilder()
            .Append("directory=").Append(plan.Directory).Append('\n')
            .Append(CultureInfo.InvariantCulture, $"grace={plan.Grace.TotalSeconds}\n")
            .Append(CultureInfo.InvariantCulture, $"memory_limit={(long)plan.Limits.Memory << 20}\n")
            .Append("log=/proc/self/fd/3/app.log\n")
            .Append("supervise=/proc/self/fd/4\n")
            .Append(circumstances.IsRemade ? "remade=1\n" : "")
            .Append(circumstances.IsDown ? "down=1\n" : "")
            .ToString();

    private static void Write(string directory, string name, string? text, int user)
    {
        if (text is not null)
        {
            OwnedFiles.Write(Path.Combine(directory, name), text, user);
        }
    }
}
