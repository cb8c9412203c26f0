namespace Sundog.Configuration;

/// <summary>Everything that the files in <c>.upsun/</c> say, with defaults filled in and inheritance resolved.</summary>
/// <param name="Applications">Applications by name, in the order of the files.</param>
/// <param name="Services">Services by name.</param>
/// <param name="Routes">Routes in the order of the files; null when no file has the key <c>routes</c> (the default route applies then).</param>
public sealed record ProjectConfiguration(Map<Application> Applications, Map<Service> Services, Sequence<Route>? Routes);
