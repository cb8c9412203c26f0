using System.Runtime.InteropServices;
using Sundog.Configuration.Tests;

namespace Sundog.Acceptance.Tests;

/// <summary>No input crashes the program or hangs it: a diagnostic, within a second and 200 MB.</summary>
public sealed partial class HostileInputTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sundog-").FullName;

    public static TheoryData<string> Names => new(Hostile.Files.Concat(Hostile.Repositories));

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_hostile_repository_gets_its_verdict_within_a_second_and_200_MB(string name)
    {
        Hostile.Write(name, _directory);

        // Of the processor's time, for what else the machine does is not the program's. That slows the processor too, so what takes
        // 0.8 s at most on an idle machine is given four here.
        var verdict = Validate();

        var output = File.ReadAllText(Output);
        Assert.True(verdict.Code is 1 or 2 || (verdict.Code == 0 && output.Contains("warning")), $"exit code {verdict.Code}\n{output[..Math.Min(output.Length, 4000)]}");
        Assert.Contains("SUN0", output);
        Assert.DoesNotContain("   at ", output);
        Assert.InRange(verdict.Seconds, 0, 4);
        Assert.InRange(verdict.Kilobytes, 0, 200_000);
    }

    [Theory]
    [InlineData("include outside", "SUN0031")]
    [InlineData("link outside", "SUN0031")]
    [InlineData("include of a device", "SUN0031")]
    [InlineData("cyclic includes", "SUN0032")]
    [InlineData("link in a circle", "SUN0003")]
    public void What_an_include_may_not_do_is_said_in_so_many_words(string name, string code)
    {
        Hostile.Write(name, _directory);

        _ = Validate();

        Assert.Contains($"error {code}", File.ReadAllText(Output));
    }

    private string Output => Path.Combine(_directory, "output");

    /// <summary>Exit code, processor time, and the peak of memory as the kernel last told it. What it tells at the end is no use: the peak
    /// of whoever started the program is in it.</summary>
    private (int Code, double Seconds, long Kilobytes) Validate()
    {
        string?[] arguments = ["sh", "-c", """exec "$0" validate "$1" >"$2" 2>&1""", Machine.Program, _directory, Output, null];
        Assert.Equal(0, Spawn(out var pid, "/bin/sh", 0, 0, arguments, [$"PATH={Environment.GetEnvironmentVariable("PATH")}", null]));
        long peak = 0;
        int status;
        Usage usage;
        const int WithoutWaiting = 1;
        while (Wait(pid, out status, WithoutWaiting, out usage) == 0)
        {
            peak = Math.Max(peak, Peak(pid));
            Thread.Sleep(1);
        }

        return ((status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f), usage.User.Seconds + usage.System.Seconds, peak);
    }

    private static long Peak(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line["VmHWM:".Length..^" kB".Length]);
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Spawn(out int pid, string path, nint actions, nint attributes, string?[] arguments, string?[] environment);

    [LibraryImport("libc", EntryPoint = "wait4")]
    private static partial int Wait(int pid, out int status, int options, out Usage usage);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Time
    {
        private readonly long _seconds;
        private readonly long _microseconds;

        public double Seconds => _seconds + (_microseconds / 1e6);
    }

    /// <summary>The beginning of <c>struct rusage</c>, with room for the rest.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 144)]
    private readonly struct Usage
    {
        public readonly Time User;
        public readonly Time System;
    }
}
