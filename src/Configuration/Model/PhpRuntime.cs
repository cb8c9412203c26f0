namespace Sundog.Configuration;

/// <summary>What an application says of its PHP: the key <c>runtime</c>, or the options of the stack's first runtime.</summary>
/// <param name="Version">For example <c>8.4</c>; empty when none is written.</param>
/// <param name="Extensions">Names of the extensions it asks for, in the order of the file.</param>
/// <param name="RequestMemory">MB that one request is reckoned to take.</param>
/// <param name="ReservedMemory">MB that are left to everything else.</param>
/// <param name="RequestTerminateTimeout">Seconds after which a request is given up; null: never.</param>
public sealed record PhpRuntime(string Version, Sequence<string> Extensions, int RequestMemory, int ReservedMemory, int? RequestTerminateTimeout)
{
    /// <summary>The command by which the platform starts PHP's own server: what web runs unless it says otherwise.</summary>
    public const string Start = "/usr/bin/start-php-app";
}
