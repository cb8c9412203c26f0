using System.Formats.Tar;
using System.IO.Compression;
using Sundog.Configuration;

namespace Sundog.Deployments.Tests;

public sealed class PackedDirectoryTests
{
    [Fact]
    public void A_deployment_that_remembers_its_configuration_remembers_the_directories_that_services_get()
    {
        var repository = Directory.CreateTempSubdirectory("sundog-packed-");
        try
        {
            Directory.CreateDirectory($"{repository.FullName}/solr/lang");
            File.WriteAllText($"{repository.FullName}/solr/solrconfig.xml", "<config/>");
            File.WriteAllText($"{repository.FullName}/solr/lang/stop.txt", "the");
            File.WriteAllText($"{repository.FullName}/solr.txt", "beside it");
            var files = new RecordingFiles(new DirectoryFiles(repository.FullName));
            var packed = PackedDirectory.Of(files, "solr");

            // Times and what happens to the directory afterwards make no difference.
            File.SetLastWriteTimeUtc($"{repository.FullName}/solr/solrconfig.xml", DateTime.UnixEpoch);
            Assert.Equal(packed, PackedDirectory.Of(new DirectoryFiles(repository.FullName), "solr"));
            File.Delete($"{repository.FullName}/solr/lang/stop.txt");
            Assert.NotEqual(packed, PackedDirectory.Of(new DirectoryFiles(repository.FullName), "solr"));
            Assert.Equal(packed, PackedDirectory.Of(new SnapshotFiles(files.ToJson()), "solr"));

            using var tar = new TarReader(new GZipStream(new MemoryStream(Convert.FromBase64String(packed)), CompressionMode.Decompress));
            Assert.Equal("lang/stop.txt", tar.GetNextEntry()!.Name);
            Assert.Equal("solrconfig.xml", tar.GetNextEntry()!.Name);
            Assert.Null(tar.GetNextEntry());
        }
        finally
        {
            repository.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_directory_that_no_environment_of_a_process_could_hold_is_refused()
    {
        var repository = Directory.CreateTempSubdirectory("sundog-packed-");
        try
        {
            Directory.CreateDirectory($"{repository.FullName}/solr");
            File.WriteAllBytes($"{repository.FullName}/solr/large", System.Security.Cryptography.RandomNumberGenerator.GetBytes(2 << 20));
            Assert.Contains("too large for a service", Assert.Throws<DeploymentException>(() => PackedDirectory.Of(new DirectoryFiles(repository.FullName), "solr")).Message);
        }
        finally
        {
            repository.Delete(recursive: true);
        }
    }
}
