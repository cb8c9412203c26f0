namespace Sundog.Routing;

/// <summary>The files of an instance that does not run: no answer about them would be true.</summary>
internal sealed class GoneFiles : IFileTree
{
    public static GoneFiles Instance { get; } = new();

    public FoundEntry? Find(string path) => throw new InstanceGoneException();
}

/// <summary>The instance has ended; it may be about to start again.</summary>
internal sealed class InstanceGoneException : Exception;
