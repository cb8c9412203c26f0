namespace Sundog.Routing;

/// <summary>Decides about a request as the platform's web server does: first a file, then the passthru, then an error.
/// Pure but for the question whether a file exists.</summary>
internal static class Decisions
{
    /// <summary>Decides about one request.</summary>
    /// <param name="table">The application's locations.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="files">The instance's files.</param>
    public static Decision Decide(LocationTable table, RequestPath request, IFileTree files)
    {
        if (table.TermsOf(request.Path) is not { } terms)
            return new Decision.Refuse(404, $"No location of {table.Application} covers {request.Path}.");

        return FromFile(table, request, request.Path, terms, files) ?? FromPassthru(table, request, terms, files, []);
    }

    /// <summary>What the files answer; null when the passthru has to.</summary>
    private static Decision? FromFile(LocationTable table, RequestPath request, string path, Terms terms, IFileTree files)
    {
        if (terms.File is not { } file) return null;

        // A name with a slash behind it is a directory's.
        var entry = path.EndsWith('/') && terms.Rest.Length > 1 && files.Find(file) is { } found ? OnlyDirectory(found) : files.Find(file);
        switch (entry?.Kind)
        {
            case EntryKind.File when terms.Allow:
                return Deliver(table, request, entry, file, path, terms);
            case EntryKind.Directory:
                entry.Dispose();
                return FromIndex(table, request, path, terms, files);
            case null when terms is { Allow: true, Scripts: true } && table.RunsScripts:
                return WithPathInfo(request, path, terms, files);
            default:
                entry?.Dispose();
                return null;
        }
    }

    private static FoundEntry? OnlyDirectory(FoundEntry entry)
    {
        if (entry.Kind == EntryKind.Directory) return entry;
        entry.Dispose();
        return null;
    }

    /// <summary>The first file of <c>index</c> that exists and that its own name's rule allows.</summary>
    private static Decision? FromIndex(LocationTable table, RequestPath request, string path, Terms terms, IFileTree files)
    {
        foreach (var name in terms.Location.Index)
        {
            var indexPath = $"{path.TrimEnd('/')}/{name.TrimStart('/')}";
            if (table.TermsOf(indexPath) is not { Allow: true, File: { } file } indexTerms) continue;
            if (files.Find(file) is not { } entry) continue;
            if (entry.Kind != EntryKind.File)
            {
                entry.Dispose();
                continue;
            }

            if (path.EndsWith('/')) return Deliver(table, request, entry, file, indexPath, indexTerms);
            entry.Dispose();
            return new Decision.ToDirectory($"{UrlText.Encode(path)}/{request.Query}");
        }

        return null;
    }

    private static Decision Deliver(LocationTable table, RequestPath request, FoundEntry entry, string file, string path, Terms terms)
    {
        if (!terms.Scripts || !IsScript(file)) return new Decision.Serve(entry, file, terms);

        entry.Dispose();
        return table.RunsScripts
            ? new Decision.Run(file, RootOf(terms), path, "", request.Query, terms)
            // An application that runs its PHP files by itself; their source is nothing to hand out.
            : new Decision.Pass(request.Raw, terms);
    }

    /// <summary><c>/index.php/blog</c> runs <c>/index.php</c> with the path info <c>/blog</c>.</summary>
    private static Decision.Run? WithPathInfo(RequestPath request, string path, Terms terms, IFileTree files)
    {
        var end = path.IndexOf(".php/", StringComparison.Ordinal) + ".php".Length;
        if (end < ".php".Length) return null;

        var (script, info) = (path[..end], path[end..]);
        if (terms.Rest.Length < info.Length) return null;
        var scriptTerms = terms with { Rest = terms.Rest[..^info.Length] };
        return scriptTerms.File is { } file && IsFile(files, file)
            ? new Decision.Run(file, RootOf(terms), script, info, request.Query, scriptTerms)
            : null;
    }

    private static Decision FromPassthru(LocationTable table, RequestPath request, Terms terms, IFileTree files, HashSet<string> seen)
    {
        if (!terms.Passthru.IsOn)
        {
            return terms.Allow
                ? new Decision.Refuse(404, $"{table.Application} has no file for {request.Path}, and its location {terms.Location.Path} has no passthru.")
                : new Decision.Refuse(403, $"Location {terms.Location.Path} of {table.Application} does not allow {request.Path}.");
        }

        if (terms.Passthru.Target is { } target) return FromTarget(table, request, target, terms, files, seen);
        return table.RunsScripts
            ? new Decision.Run(terms.File ?? request.Path.TrimStart('/'), RootOf(terms), request.Path, "", request.Query, terms)
            : new Decision.Pass(request.Raw, terms);
    }

    /// <summary>The passthru names another path, which is decided about anew. A path that the file itself spells out, the front controller,
    /// is exempt from <c>allow</c> and <c>scripts</c>; one that is made of the client's path is not.</summary>
    private static Decision FromTarget(LocationTable table, RequestPath request, string target, Terms terms, IFileTree files, HashSet<string> seen)
    {
        if (request.Rewrite(target) is not { } rewritten)
            return new Decision.Refuse(404, $"{request.Path} leads above the root of {table.Application}.");

        var named = table.TermsOf(rewritten.Path);
        if (named is not null)
        {
            if (!terms.IsRewrite) named = named with { Allow = true, Scripts = true };
            var answer = FromFile(table, rewritten, rewritten.Path, named, files);
            if (answer is not (null or Decision.ToDirectory)) return answer;
            if (named.Passthru.IsOn && seen.Add(rewritten.Path)) return FromPassthru(table, rewritten, named, files, seen);
        }

        return table.RunsScripts
            ? new Decision.Refuse(404, $"{table.Application} has no file for its passthru {target}.")
            : new Decision.Pass(rewritten.Raw, terms);
    }

    private static string RootOf(Terms terms) => terms.Location.Root?.Trim('/') ?? "";

    private static bool IsScript(string file) => file.EndsWith(".php", StringComparison.OrdinalIgnoreCase);

    private static bool IsFile(IFileTree files, string file)
    {
        using var entry = files.Find(file);
        return entry?.Kind == EntryKind.File;
    }
}
