using System.Text;

namespace Sundog.Configuration.Tests;

/// <summary>Which files are read, how they are joined, and what they include.</summary>
public sealed class FileTests : IDisposable
{
    private const string App = "applications: {app: {type: 'python:3.14'}}\n";

    private readonly string _root = Directory.CreateTempSubdirectory("sundog-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Every_yaml_file_directly_in_the_directory_is_read_whatever_its_name()
    {
        var result = new Repository().Add(".upsun/a.yaml", App).Add(".upsun/z.yaml", "services: {db: {type: 'mariadb:11.8'}}\n").Add(".upsun/deep/c.yaml", "nonsense: 1\n").Read();

        Assert.Empty(result.Diagnostics);
        Assert.Equal(["db"], result.Configuration!.Services.Keys);
    }

    [Fact]
    public void Applications_of_several_files_are_united()
    {
        var result = new Repository().Add(".upsun/a.yaml", App).Add(".upsun/b.yaml", "applications: {other: {type: 'php:8.4', relationships: {app: 'app:http'}}}\n").Read();

        Assert.Equal(["app", "other"], result.Configuration!.Applications.Keys);
    }

    [Fact]
    public void One_name_in_two_files_is_an_error_and_leniently_the_later_one_wins_whole()
    {
        var files = new Repository().Add(".upsun/a.yaml", "applications: {app: {type: 'python:3.14', source: {root: a}}}\n").Add(".upsun/b.yaml", App);

        Assert.Equal("SUN0110", Assert.Single(files.Read().Diagnostics).Code);
        var lenient = files.Read(lenient: true);
        Assert.Equal(("SUN0110", false), (lenient.Diagnostics[0].Code, lenient.Diagnostics[0].IsError));
        Assert.Equal("", lenient.Configuration!.Applications["app"].SourceRoot);
    }

    [Fact]
    public void Faults_of_all_files_are_told()
    {
        var result = new Repository().Add(".upsun/a.yaml", "a: [").Add(".upsun/b.yaml", "b: ]").Read();

        Assert.Equal([".upsun/a.yaml", ".upsun/b.yaml"], result.Diagnostics.Select(fault => fault.Place.File));
    }

    [Fact]
    public void Without_directory_or_file_there_is_nothing_to_read()
    {
        Assert.Equal(["SUN0001"], Codes.Of(new Repository().Add("readme", "").Read()));
        var yml = new Repository().Add(".upsun/config.yml", App).Read();
        Assert.Equal(["SUN0002", "SUN0021"], Codes.Of(yml).Order());
        Assert.True(yml.NothingToRead);
    }

    [Fact]
    public void The_older_product_s_directory_beside_it_is_a_warning() =>
        Assert.Equal(["SUN0024"], Codes.Of(new Repository().Add(".upsun/a.yaml", App).Add(".platform/routes.yaml", "").Read()));

    [Fact]
    public void So_is_its_file() =>
        Assert.Equal(["SUN0024"], Codes.Of(new Repository().Add(".upsun/a.yaml", App).Add(".platform.app.yaml", "name: app").Read()));

    [Fact]
    public void An_included_script_is_the_text_of_the_hook()
    {
        var result = new Repository()
            .Add(".upsun/config.yaml", "applications: {app: {type: 'python:3.14', source: {root: back}, hooks: {build: !include {type: string, path: build.sh}, deploy: !include {type: string, path: ../common/deploy.sh}}}}\n")
            .Add("back/build.sh", "make\n").Add("common/deploy.sh", "migrate\n").Read();

        Assert.Equal("", DiagnosticText.Render(result.Diagnostics, result.Sources));
        Assert.Equal(("make\n", "migrate\n"), (result.Configuration!.Applications["app"].Hooks.Build, result.Configuration.Applications["app"].Hooks.Deploy));
    }

    [Fact]
    public void An_included_application_is_found_beside_the_file_and_its_faults_in_its_own_file()
    {
        var result = new Repository().Add(".upsun/config.yaml", "applications:\n  app: !include apps/app.yaml\n").Add(".upsun/apps/app.yaml", "type: python:3.14\nhook: {}\n").Read();

        var fault = Assert.Single(result.Diagnostics);
        Assert.Equal(new Place(".upsun/apps/app.yaml", 2, 1), fault.Place);
    }

    [Theory]
    [InlineData("applications: !include apps.part\n")]
    [InlineData("applications: !include {type: yaml, path: apps.part}\n")]
    [InlineData("!include all.part\n")]
    public void Applications_as_a_whole_can_be_included(string text)
    {
        var result = new Repository().Add(".upsun/config.yaml", text)
            .Add(".upsun/apps.part", "app: {type: 'python:3.14', source: {root: back}, hooks: {build: !include {type: string, path: build.sh}}}\n")
            .Add(".upsun/all.part", "applications: !include apps.part\n").Add("back/build.sh", "make\n").Read();

        Assert.Equal("", DiagnosticText.Render(result.Diagnostics, result.Sources));
        Assert.Equal("make\n", result.Configuration!.Applications["app"].Hooks.Build);
    }

    [Fact]
    public void A_binary_include_is_base64_and_an_archive_a_directory()
    {
        var result = new Repository().Add(".upsun/config.yaml", App + "services: {s: {type: 'mongodb:4.0', configuration: {key: !include {type: binary, path: key.bin}, conf_dir: !archive solr}}}\n")
            .Add(".upsun/key.bin", [0, 255, 7]).Add(".upsun/solr/schema.xml", "<x/>").Read();

        var configuration = result.Configuration!.Services["s"].Configuration;
        Assert.Equal(new Value.Text(Convert.ToBase64String([0, 255, 7])), configuration["key"]);
        Assert.Equal(new Value.Archive(".upsun/solr"), configuration["conf_dir"]);
    }

    [Theory]
    [InlineData("!include missing.yaml", "SUN0030")]
    [InlineData("!include {path: missing.sh, type: string}", "SUN0030")]
    [InlineData("!archive missing", "SUN0030")]
    [InlineData("!include ../../etc/passwd", "SUN0031")]
    [InlineData("!include {path: ../../../etc/passwd, type: string}", "SUN0031")]
    [InlineData("!archive ../..", "SUN0031")]
    [InlineData("!include config.yaml", "SUN0032")]
    [InlineData("!include a.part", "SUN0032")]
    [InlineData("!include {type: text, path: x}", "SUN0033")]
    [InlineData("!include [x]", "SUN0033")]
    [InlineData("!archive ''", "SUN0033")]
    [InlineData("!inclued x", "SUN0020")]
    public void A_wrong_include_is_one_fault_and_no_other(string include, string code)
    {
        var result = new Repository().Add(".upsun/config.yaml", App + $"services: {{s: {{type: 'mongodb:4.0', configuration: {include}}}}}\n")
            .Add(".upsun/a.part", "x: !include b.part\n").Add(".upsun/b.part", "y: !include a.part\n").Read();

        Assert.Equal([code], Codes.Of(result));
    }

    [Fact]
    public void A_directory_s_files_are_read_as_they_are()
    {
        Write(".upsun/config.yaml", App.Replace("}}", ", hooks: {build: !include {type: string, path: build.sh}}}}", StringComparison.Ordinal));
        Write("build.sh", "make");

        var result = ConfigurationReader.Read(new DirectoryFiles(_root));

        Assert.Equal("make", result.Configuration!.Applications["app"].Hooks.Build);
    }

    [Theory]
    [InlineData("link")]
    [InlineData("directory/link")]
    public void An_include_that_leaves_the_repository_by_a_link_is_refused(string path)
    {
        var outside = Directory.CreateTempSubdirectory("sundog-").FullName;
        Write(".upsun/config.yaml", App + $"services: {{s: {{type: 'solr:9.9', configuration: !include {path}}}}}\n");
        Directory.CreateDirectory(Path.Combine(_root, ".upsun"));
        if (path == "link")
            File.CreateSymbolicLink(Path.Combine(_root, ".upsun/link"), "/etc/passwd");
        else
            Directory.CreateSymbolicLink(Path.Combine(_root, ".upsun/directory"), outside);

        File.WriteAllText(Path.Combine(outside, "link"), "a: b");

        Assert.Equal(["SUN0031"], Codes.Of(ConfigurationReader.Read(new DirectoryFiles(_root))));
        Directory.Delete(outside, recursive: true);
    }

    [Fact]
    public void A_directory_of_configuration_that_is_a_link_out_of_the_repository_is_not_read()
    {
        var outside = Directory.CreateTempSubdirectory("sundog-").FullName;
        File.WriteAllText(Path.Combine(outside, "config.yaml"), App);
        Directory.CreateSymbolicLink(Path.Combine(_root, ".upsun"), outside);

        Assert.Equal(["SUN0001"], Codes.Of(ConfigurationReader.Read(new DirectoryFiles(_root))));
        Directory.Delete(outside, recursive: true);
    }

    [Fact]
    public void A_link_within_the_repository_is_followed()
    {
        Write("real.yaml", App);
        Directory.CreateDirectory(Path.Combine(_root, ".upsun"));
        File.CreateSymbolicLink(Path.Combine(_root, ".upsun/config.yaml"), "../real.yaml");

        Assert.True(ConfigurationReader.Read(new DirectoryFiles(_root)).IsValid);
    }

    [Fact]
    public void A_file_that_is_a_pipe_or_a_circle_of_links_does_not_hang()
    {
        Directory.CreateDirectory(Path.Combine(_root, ".upsun"));
        File.CreateSymbolicLink(Path.Combine(_root, ".upsun/a.yaml"), "b.yaml");
        File.CreateSymbolicLink(Path.Combine(_root, ".upsun/b.yaml"), "a.yaml");
        Write(".upsun/c.yaml", "");

        var result = ConfigurationReader.Read(new DirectoryFiles(_root));

        Assert.Contains("SUN0003", Codes.Of(result));
    }

    [Theory]
    [InlineData(new byte[] { 0x61, 0x3a, 0x20, 0xff }, 1, 4)]
    [InlineData(new byte[] { 0x61, 0x0a, 0xc3, 0x28 }, 2, 1)]
    [InlineData(new byte[] { 0xff, 0xfe, 0x61, 0x00 }, 1, 1)]
    [InlineData(new byte[] { 0x61, 0x00, 0x62 }, 1, 2)]
    public void Bytes_that_are_no_UTF_8_are_a_fault_with_its_place(byte[] content, int line, int column)
    {
        var fault = Assert.Single(new Repository().Add(".upsun/config.yaml", content).Read().Diagnostics);

        Assert.Equal(("SUN0005", new Place(".upsun/config.yaml", line, column)), (fault.Code, fault.Place));
    }

    [Fact]
    public void A_byte_order_mark_and_Windows_line_ends_do_no_harm()
    {
        byte[] content = [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Document.Customised.ReplaceLineEndings("\r\n"))];

        var result = new Repository().Add(".upsun/config.yaml", content).Read();

        Assert.Equal("python queue-worker.py\n", result.Configuration!.Applications["myapp"].Workers["queue"].Commands.Start);
    }

    private void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_root, path))!);
        File.WriteAllText(Path.Combine(_root, path), content);
    }
}
