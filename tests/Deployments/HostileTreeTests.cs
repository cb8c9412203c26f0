using System.Diagnostics;
using Sundog.Building;

namespace Sundog.Deployments.Tests;

/// <summary>Source trees by somebody who means harm: what is copied is the tree's own, and copying ends.</summary>
public sealed class HostileTreeTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sundog-").FullName;

    public HostileTreeTests()
    {
        Directory.CreateDirectory(Path.Combine(_directory, "outside"));
        File.WriteAllText(Path.Combine(_directory, "outside/secret"), "secret\n");
        Directory.CreateDirectory(Path.Combine(Tree, "app"));
        File.WriteAllText(Path.Combine(Tree, "app/code"), "code\n");
    }

    private string Tree => Path.Combine(_directory, "repository");

    private string Copy => Path.Combine(_directory, "copy");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("../outside")]
    [InlineData("app/../../outside")]
    [InlineData("link")]
    [InlineData("app/link")]
    [InlineData("link/below")]
    public void A_root_that_leads_out_of_the_repository_is_refused(string root)
    {
        Directory.CreateDirectory(Path.Combine(_directory, "outside/below"));
        Run("ln -s ../outside link; ln -s ../../outside app/link");
        Assert.Throws<BuildException>(() => SourceTree.Open(Tree, root));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Links_are_copied_as_links_and_nobody_follows_them(bool git)
    {
        Run((git ? "git init -q; " : "") + "ln -s ../outside link; ln -s ../outside/secret app/secret; ln -s nowhere gone; ln -s . itself");
        SourceTree.Open(Tree, "").CopyTo(Copy);
        Assert.Equal("../outside", new FileInfo(Path.Combine(Copy, "link")).LinkTarget);
        Assert.Equal("../outside/secret", new FileInfo(Path.Combine(Copy, "app/secret")).LinkTarget);
        Assert.Equal(["code", "gone", "itself", "link", "secret"], Everything());
    }

    [Fact]
    public void A_link_in_the_place_of_a_directory_that_Git_knows_brings_nothing_along()
    {
        Run("git init -q; mkdir in; echo mine > in/secret; git add .; rm -r in; ln -s ../outside in");
        SourceTree.Open(Tree, "").CopyTo(Copy);
        Assert.Equal(["code", "in"], Everything());
        Assert.Equal("../outside", new FileInfo(Path.Combine(Copy, "in")).LinkTarget);
    }

    [Fact]
    public void Pipes_sockets_and_devices_are_not_waited_for()
    {
        Run("mkfifo pipe; mknod zero c 1 5 || true; python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"socket\")'");
        var tree = SourceTree.Open(Tree, "");
        Assert.NotEmpty(tree.Describe().TreeId);
        tree.CopyTo(Copy);
        Assert.All(["pipe", "socket"], name => Assert.Equal(0, new FileInfo(Path.Combine(Copy, name)).Length));
        Assert.Empty(Lines("find ../copy ! -type f ! -type d"));
    }

    [Fact]
    public void A_setuid_bit_is_not_copied()
    {
        Run("chmod 6755 app/code; : > app/empty; chmod 6711 app/empty");
        SourceTree.Open(Tree, "").CopyTo(Copy);
        Assert.Equal(["711", "755"], Lines("stat -c %a ../copy/app/empty ../copy/app/code"));
    }

    private string[] Everything() => Lines("find ../copy ! -type d -printf '%f\\n' | sort");

    private void Run(string text) => Lines(text);

    private string[] Lines(string text)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", text]) { WorkingDirectory = Tree, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
