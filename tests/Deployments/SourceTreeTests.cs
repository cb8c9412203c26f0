using System.Diagnostics;
using Sundog.Building;

namespace Sundog.Deployments.Tests;

/// <summary>The files of an application, and the id by which a build knows that they are the same.</summary>
public sealed class SourceTreeTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sundog-").FullName;

    public SourceTreeTests()
    {
        Give("serve.sh", "echo serve\n");
        Give("static/page.html", "<p>hello</p>\n");
        Give(".upsun/config.yaml", "applications: {}\n");
    }

    [Fact]
    public void The_same_files_have_the_same_id_wherever_they_lie()
    {
        var copy = Directory.CreateTempSubdirectory("sundog-").FullName;
        try
        {
            SourceTree.Open(_directory, "").CopyTo(copy);

            Assert.Equal(Id(_directory), Id(copy));
            Assert.False(Directory.Exists(Path.Combine(copy, ".upsun")));
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    [Theory]
    [InlineData("printf x >> serve.sh")]
    [InlineData("mv serve.sh server.sh")]
    [InlineData("rm serve.sh")]
    [InlineData("chmod +x serve.sh")]
    [InlineData("touch empty")]
    [InlineData("ln -s serve.sh link")]
    [InlineData("mv static/page.html page.html")]
    [InlineData("rm serve.sh && ln -s static/page.html serve.sh")]
    public void Any_change_of_a_file_changes_the_id(string change)
    {
        var before = Id(_directory);
        Run("sh", "-c", change);

        Assert.NotEqual(before, Id(_directory));
    }

    [Theory]
    [InlineData("touch -d yesterday serve.sh")]
    [InlineData("chmod go-r serve.sh")]
    [InlineData("mkdir nothing")]
    [InlineData("echo routes: >> .upsun/config.yaml")]
    [InlineData("git init -q .")]
    public void What_is_no_file_of_the_application_does_not(string change)
    {
        var before = Id(_directory);
        Run("sh", "-c", change);

        Assert.Equal(before, Id(_directory));
    }

    [Fact]
    public void What_Git_ignores_is_no_file_of_the_application_and_what_is_not_yet_added_is()
    {
        Run("git", "init", "-q", ".");
        Give(".gitignore", "cache/\n");
        var before = Id(_directory);
        Give("cache/big", "x");

        Assert.Equal(before, Id(_directory));
        Give("new", "x");
        Assert.NotEqual(before, Id(_directory));
    }

    [Fact]
    public void A_file_that_Git_lists_and_that_is_deleted_is_not_there()
    {
        Run("git", "init", "-q", ".");
        Run("git", "add", ".");
        File.Delete(Path.Combine(_directory, "serve.sh"));

        Assert.Equal([], SourceTree.Open(_directory, "").Describe().Files);
    }

    [Fact]
    public void The_application_s_directory_becomes_the_top()
    {
        Give("api/package.json", "{}");
        Give("api/.environment", "A=1\n");
        var source = SourceTree.Open(_directory, "api").Describe();

        Assert.Equal([".environment", "package.json"], source.Files);
        Assert.True(source.HasEnvironmentScript);
        Assert.False(SourceTree.Open(_directory, "").Describe().HasEnvironmentScript);
    }

    [Fact]
    public void A_directory_that_is_not_there_is_named() =>
        Assert.Contains("nowhere", Assert.Throws<BuildException>(() => SourceTree.Open(_directory, "nowhere")).Message);

    [Fact]
    public void Links_are_copied_as_links_and_programs_stay_programs()
    {
        Run("sh", "-c", "ln -s /etc/hostname outside; ln -s static inside; chmod +x serve.sh");
        var copy = Directory.CreateTempSubdirectory("sundog-").FullName;
        try
        {
            SourceTree.Open(_directory, "").CopyTo(copy);

            Assert.Equal("/etc/hostname", new FileInfo(Path.Combine(copy, "outside")).LinkTarget);
            Assert.Equal("static", new FileInfo(Path.Combine(copy, "inside")).LinkTarget);
            Assert.True(File.GetUnixFileMode(Path.Combine(copy, "serve.sh")).HasFlag(UnixFileMode.UserExecute));
            Assert.Equal("<p>hello</p>\n", File.ReadAllText(Path.Combine(copy, "inside/page.html")));
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static string Id(string directory) => SourceTree.Open(directory, "").Describe().TreeId;

    private void Give(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_directory, path))!);
        File.WriteAllText(Path.Combine(_directory, path), text);
    }

    private void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = _directory })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
