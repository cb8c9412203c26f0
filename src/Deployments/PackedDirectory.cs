using System.Formats.Tar;
using System.IO.Compression;
using Sundog.Configuration;

namespace Sundog.Deployments;

/// <summary>A directory of the repository that <c>!archive</c> names, as its service gets it.</summary>
internal static class PackedDirectory
{
    /// <summary>What the platform recommends as the most, and what fits into the environment of a process.</summary>
    private const int MaximumBytes = 1 << 20;

    /// <summary>The files as a <c>tar.gz</c> in base 64; the same files give the same text. They are read where the configuration is, so a
    /// deployment that remembers its configuration remembers them.</summary>
    /// <exception cref="DeploymentException">A file cannot be read, or they are too large.</exception>
    public static string Of(IConfigurationFiles files, string directory)
    {
        var prefix = directory.TrimEnd('/') + "/";
        var paths = (files.List(directory) ?? []).Select(name => prefix + name).Concat(files.Committed(directory.TrimEnd('/')))
            .Distinct().Order(StringComparer.Ordinal);
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        using (var tar = new TarWriter(zip, TarEntryFormat.Ustar))
        {
            foreach (var path in paths)
            {
                var content = files.Open(path, 8 * MaximumBytes);
                if (content.Outcome != FileOutcome.Read)
                {
                    throw new DeploymentException($"{path} cannot be packed for a service: {content.Reason ?? content.Outcome.ToString()}");
                }

                using var bytes = new MemoryStream(content.Bytes.ToArray());
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, path[prefix.Length..])
                {
                    DataStream = bytes,
                    Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                    ModificationTime = DateTimeOffset.UnixEpoch,
                });
            }
        }

        return packed.Length <= MaximumBytes
            ? Convert.ToBase64String(packed.GetBuffer().AsSpan(0, (int)packed.Length))
            : throw new DeploymentException($"{directory} is too large for a service: packed, {packed.Length >> 10} KB, and at most {MaximumBytes >> 10}");
    }
}
