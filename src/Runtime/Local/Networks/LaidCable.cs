using Sundog.Planning;

namespace Sundog.Runtime.Local;

/// <summary>A cable that lies.</summary>
/// <param name="Cable">The cable.</param>
/// <param name="ServerPlace">At which of its places its server is.</param>
internal sealed record LaidCable(Cable Cable, int ServerPlace)
{
    /// <summary>The server's address at its end.</summary>
    public string ServerAddress => Cable.ServerAddressAt(ServerPlace);
}
