using System.Text;

namespace Sundog.Deployments;

/// <summary>The branch of a working directory names its environment.</summary>
public static class Branches
{
    private const string Default = "main";
    private const string HeadOfBranch = "ref: refs/heads/";

    /// <summary>The branch that is checked out; <c>main</c> where there is no Git.</summary>
    public static string Of(string directory)
    {
        for (var current = directory; current is not null; current = Path.GetDirectoryName(current))
        {
            var git = Path.Combine(current, ".git");
            if (File.Exists(git))
            {
                // A worktree or submodule: the file names the directory.
                git = Path.Combine(current, File.ReadAllText(git).Replace("gitdir:", "", StringComparison.Ordinal).Trim());
            }

            var head = Path.Combine(git, "HEAD");
            if (File.Exists(head))
            {
                var text = File.ReadAllText(head).Trim();
                return text.StartsWith(HeadOfBranch, StringComparison.Ordinal) ? text[HeadOfBranch.Length..] : Default;
            }
        }

        return Default;
    }

    /// <summary>The branch in lowercase letters, digits and single hyphens, at most 20 characters, as the platform makes it.</summary>
    public static string MachineName(string branch)
    {
        var name = new StringBuilder();
        foreach (var letter in branch.ToLowerInvariant())
        {
            if (char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter))
            {
                name.Append(letter);
            }
            else if (name.Length > 0 && name[^1] != '-')
            {
                name.Append('-');
            }
        }

        var text = name.ToString().Trim('-');
        return text.Length == 0 ? Default : text[..Math.Min(20, text.Length)].Trim('-');
    }
}
