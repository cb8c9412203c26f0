using System.Diagnostics;

namespace Sundog.Configuration.Tests;

/// <summary>Mounts that hide files: those of the repository, exactly, and what builds usually make.</summary>
public sealed class MountTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sundog-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("app/data/seed.json", "data", "mount 'data' hides 'app/data/seed.json' of the repository: at runtime the mount begins empty")]
    [InlineData("app/data/deep/seed.json", "data", "mount 'data' hides 'app/data/deep/seed.json' of the repository: at runtime the mount begins empty")]
    [InlineData("app/data/.gitkeep", "data", null)]
    [InlineData("app/data2/seed.json", "data", null)]
    [InlineData("data/seed.json", "data", null)]
    [InlineData("app/src/main.py", "src", "mount 'src' hides 'app/src/main.py' of the repository: at runtime the mount begins empty")]
    [InlineData("app/main.py", "src", null)]
    public void A_mount_that_hides_files_of_the_repository(string file, string mount, string? message)
    {
        var result = new Repository().Add(".upsun/config.yaml", Codes.Application($"source: {{root: app}}\nmounts: {{{mount}: {{source: storage}}}}\nhooks: {{deploy: npm run build}}"))
            .Add(file, "x").Read();

        Assert.Equal(message, result.Diagnostics.SingleOrDefault()?.Message);
    }

    [Theory]
    [InlineData("node_modules", "SUN0304")]
    [InlineData("vendor", "SUN0304")]
    [InlineData(".next", "SUN0026")]
    [InlineData("/.next", "SUN0304")]
    [InlineData("/.next/cache")]
    [InlineData("node_modules/.cache")]
    [InlineData("public", "SUN0304")]
    [InlineData("public/uploads")]
    [InlineData("lib")]
    public void A_mount_where_builds_put_their_results(string mount, params string[] codes) => Assert.Equal(
        codes, Codes.Of(Codes.Application($"mounts: {{{mount}: {{source: storage}}}}\nweb: {{locations: {{/: {{root: public}}}}}}")));

    [Fact]
    public void A_build_that_runs_in_the_instance_may_be_mounted() => Assert.Empty(Codes.Of(
        Codes.Application("mounts: {dist: {source: storage}}\nhooks: {deploy: npm run build}")));

    [Fact]
    public void What_Git_does_not_have_is_not_pushed_and_not_hidden()
    {
        Write(".upsun/config.yaml", Codes.Application("mounts: {uploads: {source: storage}, seeds: {source: storage}, gone: {source: storage}}"));
        Write("uploads/mine.png");
        Write("seeds/a.json");
        Write("seeds/b.json");
        Write("gone/a.json");
        Assert.Equal("SUN0304 SUN0304 SUN0304", string.Join(' ', Codes.Of(ConfigurationReader.Read(new DirectoryFiles(_root)))));

        Git("init", "-q");
        Git("add", "seeds", "gone");
        File.Delete(Path.Combine(_root, "gone/a.json"));
        var result = ConfigurationReader.Read(new DirectoryFiles(_root));

        Assert.Equal("mount 'seeds' hides 2 files of the repository, 'seeds/a.json' and others: at runtime the mount begins empty", Assert.Single(result.Diagnostics).Message);
    }

    [Theory]
    [InlineData("2")]
    [InlineData("4")]
    public void Every_version_of_Git_s_index_is_read(string version)
    {
        foreach (var file in (string[])["a/b.txt", "a/bc.txt", "a/long/" + new string('x', 200) + ".txt", "b.txt", "é.txt"])
            Write(file);

        Git("init", "-q");
        Git("add", ".");
        Git("update-index", "--index-version", version);

        Assert.Equal(["a/b.txt", "a/bc.txt", "a/long/" + new string('x', 200) + ".txt", "b.txt", "é.txt"], GitIndex.Read(_root)!);
    }

    [Fact]
    public void A_damaged_index_is_none()
    {
        var bytes = new byte[4000];
        new Random(1).NextBytes(bytes);
        foreach (var version in (byte[])[2, 3, 4])
        {
            byte[] header = [(byte)'D', (byte)'I', (byte)'R', (byte)'C', 0, 0, 0, version, 0, 0, 0, 40];
            for (var length = 12; length < bytes.Length; length += 7)
            {
                header.CopyTo(bytes, 0);
                _ = GitIndex.Names(bytes.AsSpan(0, length));
            }
        }

        Assert.Null(GitIndex.Names("no index"u8));
    }

    private void Write(string path, string content = "x")
    {
        var file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }

    private void Git(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-c", "safe.directory=*", "-C", _root, .. arguments]))!;
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }
}
