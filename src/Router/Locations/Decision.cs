namespace Sundog.Routing;

/// <summary>What the web server of an instance does with a request.</summary>
internal abstract record Decision
{
    private Decision()
    {
    }

    /// <summary>Deliver a file.</summary>
    /// <param name="File">The opened file; whoever acts on the decision closes it.</param>
    /// <param name="FilePath">Its path relative to the application directory.</param>
    /// <param name="Terms">What holds for it.</param>
    public sealed record Serve(FoundEntry File, string FilePath, Terms Terms) : Decision;

    /// <summary>Have the FastCGI upstream run a file.</summary>
    /// <param name="FilePath">The script's path relative to the application directory.</param>
    /// <param name="DocumentRoot">The location's root relative to the application directory.</param>
    /// <param name="ScriptName">The script's path in the URL.</param>
    /// <param name="PathInfo">What follows the script's name in the URL.</param>
    /// <param name="Query">The query with its question mark, or empty.</param>
    /// <param name="Terms">What holds for it.</param>
    public sealed record Run(string FilePath, string DocumentRoot, string ScriptName, string PathInfo, string Query, Terms Terms) : Decision;

    /// <summary>Pass the request on to the application.</summary>
    /// <param name="Target">Path and query to ask it for.</param>
    /// <param name="Terms">What holds for it.</param>
    public sealed record Pass(string Target, Terms Terms) : Decision;

    /// <summary>Send the client to the directory's own address, the path with a slash at its end.</summary>
    /// <param name="Target">Path and query.</param>
    public sealed record ToDirectory(string Target) : Decision;

    /// <summary>Answer with an error.</summary>
    /// <param name="Status">403 or 404.</param>
    /// <param name="Why">One sentence.</param>
    public sealed record Refuse(int Status, string Why) : Decision;
}
