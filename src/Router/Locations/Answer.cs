namespace Sundog.Routing;

/// <summary>Who has answered a request.</summary>
internal enum Answer
{
    /// <summary>A file, whole.</summary>
    File,

    /// <summary>The application, to the end.</summary>
    Application,

    /// <summary>The server itself, with an error, or nobody to the end.</summary>
    Server,
}
