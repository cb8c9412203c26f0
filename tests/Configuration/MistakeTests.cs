namespace Sundog.Configuration.Tests;

/// <summary>The mistakes that people make, each with words of its own that say what to write.</summary>
public sealed class MistakeTests
{
    [Fact]
    public void A_worker_without_a_start_command()
    {
        var fault = Codes.Only(Codes.Worker("mounts: {}"));

        Assert.Equal("worker 'queue' has no commands.start (required)", fault.Message);
        Assert.Equal((".upsun/config.yaml:7:7", "SUN0123"), (fault.Place.ToString(), fault.Code));
    }

    [Fact]
    public void Start_directly_under_a_worker()
    {
        var fault = Codes.Only(Codes.Worker("start: ./work"));

        Assert.Equal("'start' stands directly under worker 'queue'", fault.Message);
        Assert.Equal("write 'commands:' and below it, indented, 'start:'", fault.Hint);
    }

    [Fact]
    public void Start_beside_empty_commands()
    {
        var fault = Codes.Only(Codes.Worker("commands:\nstart: ./work"));

        Assert.Equal("'commands' of worker 'queue' is empty and 'start' stands beside it", fault.Message);
        Assert.Equal("indent 'start:' further than 'commands:'", fault.Hint);
    }

    [Fact]
    public void Web_within_mounts_by_its_indentation()
    {
        var fault = Codes.Only(Codes.Application("mounts:\n  data: {source: storage}\n  web:\n    commands: {start: make}\n    locations: {}"));

        Assert.Equal("SUN0108", fault.Code);
        Assert.Equal("'web' stands in 'mounts' of application 'app' but belongs to application 'app'", fault.Message);
        Assert.Contains("indented too far", fault.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Mounts_within_hooks_by_their_indentation()
    {
        var fault = Codes.Only(Codes.Application("hooks:\n  build: make\n  mounts: {data: {source: storage}}"));

        Assert.Equal(("SUN0108", "'mounts' stands in 'hooks' of application 'app' but belongs to application 'app'"), (fault.Code, fault.Message));
    }

    [Fact]
    public void A_lone_backslash_in_quotes_and_the_faults_behind_it()
    {
        var result = Repository.With(Codes.Application("source:\n  root: \"\\\"\nhooks: {biuld: make}\nmounts: {data: {source: disk}}")).Read();

        Assert.Equal(["SUN0008", "SUN0101", "SUN0104"], Codes.Of(result));
        Assert.Equal(new Place(".upsun/config.yaml", 5, 13), result.Diagnostics[0].Place);
        Assert.Equal("write root: \"/\"", result.Diagnostics[0].Hint);
    }

    [Fact]
    public void A_tab_and_the_faults_behind_it()
    {
        var result = Repository.With("applications:\n  app:\n\t\ttype: python:3.14\n\t\thook: {}\n").Read();

        Assert.Equal("SUN0007", result.Diagnostics[0].Code);
        Assert.Equal(new Place(".upsun/config.yaml", 3, 1), result.Diagnostics[0].Place);
    }

    [Theory]
    [InlineData("a: \"open\n", "the quotes that begin here are never closed")]
    [InlineData("a: b\nline\n", "a key was expected here")]
    [InlineData("a:\n  b: c\n d: e\n", "a key was expected here")]
    [InlineData("a: b: c\n", "a ': ' stands within a text")]
    [InlineData("a: ]\n", "a value was expected here")]
    [InlineData("a: [b\nc: d\n", "what is in brackets or braces is not closed, or lacks a ','")]
    public void What_is_not_YAML_is_told_in_plain_words(string text, string message) =>
        Assert.Equal("this is not YAML: " + message, Assert.Single(Repository.With(text).Read().Diagnostics, fault => fault.Code == "SUN0006").Message);

    [Theory]
    [InlineData("applications:\n  {{ .Name }}:\n    type: x:1\n")]
    [InlineData("applications:\n{{- range .Apps }}\n  {{ .Name }}:\n    type: x:1\n{{- end }}\n")]
    [InlineData("{% if a %}\napplications: {}\n{% endif %}\n")]
    public void A_template(string text) => Assert.Equal("SUN0009", Codes.Only(text).Code);

    [Fact]
    public void A_template_within_a_script_is_none()
    {
        Assert.Empty(Codes.Of(Codes.Application("hooks:\n  build: |\n    docker ps --format '{{.Names}}'\n")));
    }

    [Fact]
    public void A_relationship_to_nothing_with_its_nearest_name()
    {
        var fault = Codes.Only("services: {database: {type: 'mariadb:11.8'}}\n" + Codes.Application("relationships: {db: 'databse:mysql'}"));

        Assert.Equal(("SUN0210", "did you mean 'database'?"), (fault.Code, fault.Hint));
    }

    [Fact]
    public void A_relationship_to_a_type_names_the_service_of_that_type()
    {
        var fault = Codes.Only("services: {storage: {type: 'postgresql:18'}}\n" + Codes.Application("relationships: {database: 'postgresql:postgresql'}"));

        Assert.Equal("did you mean the service 'storage' (postgresql:18)?", fault.Hint);
    }

    [Theory]
    [InlineData("relationhsips: {}", "did you mean 'relationships'?")]
    [InlineData("mount: {}", "did you mean 'mounts'?")]
    [InlineData("Variables: {}", "did you mean 'variables'?")]
    public void A_misspelt_key(string line, string hint)
    {
        var fault = Codes.Only(Codes.Application(line));

        Assert.Equal(("SUN0101", hint), (fault.Code, fault.Hint));
    }

    [Fact]
    public void A_file_of_the_older_layout_has_one_fault_that_says_where_to_put_it_all()
    {
        var result = new Repository()
            .Add(".upsun/app.yaml", "name: app\ntype: php:8.4\nhooks: {}\n")
            .Add(".upsun/routes.yaml", "https://{default}/: {type: upstream, upstream: 'app:http'}\nhttps://www.{default}/: {type: redirect, to: 'https://{default}/'}\n")
            .Add(".upsun/services.yaml", "db: {type: 'mariadb:11.8'}\ncache: {type: 'redis:8.0', disk: 5}\n")
            .Read();

        Assert.Equal(["SUN0111", "SUN0109", "SUN0109", "SUN0109"], Codes.Of(result));
        Assert.Contains(result.Diagnostics, fault => fault.Message.Contains("'services:'", StringComparison.Ordinal));
    }

    [Fact]
    public void A_circle_of_applications()
    {
        var fault = Codes.Only("applications:\n  a: {type: 'php:8.4', relationships: {b: 'b:http'}}\n  b: {type: 'php:8.4', relationships: {a: 'a:http'}}\n");

        Assert.Equal(("SUN0215", "relationships form a circle: a -> b -> a"), (fault.Code, fault.Message));
    }

    [Fact]
    public void An_inherited_fault_is_told_once()
    {
        Assert.Equal("SUN0210", Codes.Only(Codes.Application("relationships: {a: }\nweb: {}\nworkers: {w: {commands: {start: b}}, v: {commands: {start: b}}}")).Code);
    }

    [Fact]
    public void All_faults_are_told_in_one_run_in_the_order_of_the_lines()
    {
        var result = Repository.With("applications:\n  app:\n    type: pyhton:3.14\n    hook: {}\n    workers: {queue: {}}\nservices: {db: {type: mariadb}}\nroute: {}\n").Read();

        Assert.Equal(["SUN0205", "SUN0101", "SUN0123", "SUN0105", "SUN0101"], Codes.Of(result));
        Assert.Null(result.Configuration);
    }
}
