namespace Sundog.Deployments.Tests;

/// <summary>The branch that is checked out names the environment.</summary>
public sealed class BranchesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sundog-").FullName;

    [Theory]
    [InlineData("main", "main")]
    [InlineData("Feature/New_Login", "feature-new-login")]
    [InlineData("fix--double", "fix-double")]
    [InlineData("-edge-", "edge")]
    [InlineData("über", "ber")]
    [InlineData("release/2026.11", "release-2026-11")]
    [InlineData("a-branch-name-that-is-far-too-long", "a-branch-name-that-i")]
    [InlineData("nineteen-letters-an-d", "nineteen-letters-an")]
    [InlineData("ß", "main")]
    public void The_machine_name_is_made_of_lowercase_letters_digits_and_single_hyphens(string branch, string name) =>
        Assert.Equal(name, Branches.MachineName(branch));

    [Fact]
    public void Without_Git_it_is_main() => Assert.Equal("main", Branches.Of(_directory));

    [Fact]
    public void It_is_the_branch_of_the_repository_above()
    {
        Give(".git/HEAD", "ref: refs/heads/feature/cart\n");

        Assert.Equal("feature/cart", Branches.Of(Directory.CreateDirectory(Path.Combine(_directory, "shop/api")).FullName));
    }

    [Fact]
    public void A_worktree_has_its_own()
    {
        Give(".git/HEAD", "ref: refs/heads/main\n");
        Give(".git/worktrees/other/HEAD", "ref: refs/heads/other\n");
        Give("other/.git", $"gitdir: {_directory}/.git/worktrees/other\n");

        Assert.Equal("other", Branches.Of(Path.Combine(_directory, "other")));
    }

    [Fact]
    public void A_commit_without_a_branch_is_main()
    {
        Give(".git/HEAD", "0123456789012345678901234567890123456789\n");

        Assert.Equal("main", Branches.Of(_directory));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private void Give(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_directory, path))!);
        File.WriteAllText(Path.Combine(_directory, path), text);
    }
}
