using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Sundog.Configuration;
using Sundog.Planning;

namespace Sundog.Building;

/// <summary>The files of an application as they lie in the working directory: what Git would commit of them, or all where there is no Git.
/// <c>.upsun</c> and <c>.git</c> are no code.</summary>
public sealed class SourceTree
{
    private const UnixFileMode Privileged = UnixFileMode.SetUser | UnixFileMode.SetGroup | UnixFileMode.StickyBit;

    private readonly string _root;
    private readonly IReadOnlyList<string> _files;

    private SourceTree(string root, IReadOnlyList<string> files)
    {
        _root = root;
        _files = files;
    }

    /// <summary>What planning needs to know of the tree.</summary>
    public ApplicationSource Describe() => new(
        Identify(),
        _files.Contains(".environment"),
        _files.Where(file => !file.Contains('/', StringComparison.Ordinal)).ToSequence())
    {
        PhpSettings = _files.Contains(OwnSettings.Php) ? OwnSettings.Read(_root) : null,
    };

    /// <summary>Finds the files.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="sourceRoot">The application's directory in it, relative; empty for all of it.</param>
    /// <exception cref="BuildException">There is no such directory, or it is not in the repository.</exception>
    public static SourceTree Open(string repository, string sourceRoot)
    {
        var root = Path.GetFullPath(Path.Combine(repository, sourceRoot));
        if (!Directory.Exists(root))
        {
            throw new BuildException($"the directory {sourceRoot} of source.root is not there");
        }

        var whole = Path.GetFullPath(repository).TrimEnd('/');
        if ((root.TrimEnd('/') != whole && !root.StartsWith(whole + "/", StringComparison.Ordinal)) || HasLink(whole, root[whole.Length..]))
        {
            throw new BuildException($"the directory {sourceRoot} of source.root leads out of the repository, or over a symbolic link that might");
        }

        var files = (FromGit(root) ?? Walk(root, ""))
            .Where(file => !file.StartsWith(".upsun/", StringComparison.Ordinal) && !file.StartsWith(".git/", StringComparison.Ordinal) && file != ".git")
            .Order(StringComparer.Ordinal)
            .ToList();
        return new SourceTree(root, files);
    }

    /// <summary>Copies the files, links as links.</summary>
    public void CopyTo(string target)
    {
        foreach (var file in _files)
        {
            var from = new FileInfo(Path.Combine(_root, file));
            var to = Path.Combine(target, file);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            if (from.LinkTarget is { } link)
            {
                File.CreateSymbolicLink(to, link);
            }
            else if (from.Length == 0)
            {
                // A pipe has no length either, and reading it would wait for its other end; so has a device.
                File.Create(to).Dispose();
                File.SetUnixFileMode(to, from.UnixFileMode & ~Privileged);
            }
            else
            {
                from.CopyTo(to);
                File.SetUnixFileMode(to, from.UnixFileMode & ~Privileged);
            }
        }
    }

    // Content, names, links and the executable bit: the same things from which Git makes a tree's id.
    private string Identify()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in _files)
        {
            var info = new FileInfo(Path.Combine(_root, file));
            hash.AppendData(Encoding.UTF8.GetBytes(file + "\0"));
            if (info.LinkTarget is { } link)
            {
                hash.AppendData(Encoding.UTF8.GetBytes("link\0" + link + "\0"));
                continue;
            }

            hash.AppendData(Encoding.UTF8.GetBytes((info.UnixFileMode & UnixFileMode.UserExecute) != 0 ? "run\0" : "file\0"));
            if (info.Length > 0)
            {
                using var content = info.OpenRead();
                hash.AppendData(SHA256.HashData(content));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..40];
    }

    private static IEnumerable<string>? FromGit(string root)
    {
        // The repository may belong to another user than root; that is no reason to distrust what it lists.
        string[] arguments = ["-c", "safe.directory=*", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"];
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            _ = git.StandardError.ReadToEndAsync();
            var output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode != 0 ? null : output.Split('\0', StringSplitOptions.RemoveEmptyEntries).SelectMany(file => Expand(root, file));
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    // A file that Git still lists may be deleted; a submodule is listed as one name.
    private static IEnumerable<string> Expand(string root, string file)
    {
        // Git still lists what was in a directory whose place a link has taken, and that may lead anywhere.
        if (HasLink(root, Path.GetDirectoryName(file)!))
        {
            return [];
        }

        var path = Path.Combine(root, file);
        var isLink = new FileInfo(path).LinkTarget is not null;
        return isLink || File.Exists(path) ? [file] : Directory.Exists(path) ? Walk(root, file + "/") : [];
    }

    private static bool HasLink(string root, string path)
    {
        var current = root;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            current = Path.Combine(current, name);
            if (new DirectoryInfo(current).LinkTarget is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<string> Walk(string root, string below)
    {
        foreach (var entry in new DirectoryInfo(Path.Combine(root, below)).EnumerateFileSystemInfos())
        {
            var name = below + entry.Name;
            if (entry is DirectoryInfo && entry.LinkTarget is null)
            {
                if (name != ".git")
                {
                    foreach (var file in Walk(root, name + "/"))
                    {
                        yield return file;
                    }
                }
            }
            else
            {
                yield return name;
            }
        }
    }
}
