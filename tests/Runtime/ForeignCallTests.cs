using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Sundog.Runtime.Tests;

/// <summary>System calls of other kinds than the filter is written for: by 32-bit programs' numbers, and by those of x32.</summary>
public sealed class ForeignCallTests : IAsyncLifetime
{
    private const string Source = """
        #include <stdio.h>
        #include <unistd.h>
        #include <sys/syscall.h>
        int main(int count, char **words)
        {
            long answer;
            if (words[1][0] == '3')
                __asm__ volatile("int $0x80" : "=a"(answer) : "a"(20) : "memory");
            else
                answer = syscall(words[1][0] == 'x' ? SYS_getpid | 0x40000000 : SYS_getpid);
            printf("%ld\n", answer);
            return answer < 0;
        }
        """;

    private readonly Machine _machine = new();

    private string Program => Path.Combine(_machine.App, "foreign");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(RuntimeInformation.ProcessArchitecture != Architecture.X64, "other machines have no such calls");
        Assert.SkipUnless(File.Exists("/usr/bin/gcc"), "needs gcc and libc6-dev");
        await File.WriteAllTextAsync(Program + ".c", Source);
        Assert.Equal(0, await RunHere("gcc", "-static", "-o", Program, Program + ".c"));
        await _machine.StartAsync(Machine.Instance("shop"));
    }

    public ValueTask DisposeAsync() => _machine.DisposeAsync();

    [Fact]
    public async Task A_call_of_a_32_bit_program_ends_the_process()
    {
        // Where the kernel has none there is nothing to close.
        Assert.SkipUnless(await RunHere(Program, "3") == 0, "this machine's kernel has no 32-bit calls");
        await EndsAsync("3");
    }

    [Fact]
    public async Task A_call_by_an_x32_number_ends_the_process() => await EndsAsync("x");

    private async Task EndsAsync(string kind)
    {
        const int BadCall = 128 + 31;
        Assert.Equal(0, await _machine.ExitAsync("shop", "/app/foreign 6"));
        Assert.Equal(BadCall, await _machine.ExitAsync("shop", $"/app/foreign {kind}"));
    }

    private static async Task<int> RunHere(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
