using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>A service that cannot be planned; the message tells a user what is wrong and what to do.</summary>
public sealed class ServiceException(string message, Place place) : Exception(message)
{
    /// <summary>Where the service stands.</summary>
    public Place Place { get; } = place;
}
