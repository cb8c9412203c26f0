namespace Sundog.Configuration.Tests;

/// <summary>From which line each value of an instance came, and whether it is its own, inherited or a default.</summary>
public sealed class ExplainTests
{
    [Fact]
    public void Each_value_of_a_worker_has_its_origin_and_line()
    {
        var result = Repository.With(Document.Customised).Read();
        var queue = Explainer.Explain(result, result.Configuration!.Applications["myapp"].Workers["queue"]);

        Assert.Equal("type: python:3.9 # inherited, .upsun/config.yaml:3:11", Line(queue, "type"));
        Assert.Equal("relationships.mysql.service: mysql # default", Line(queue, "relationships", "mysql", "service"));
        Assert.Equal("mounts.scratch.source: storage # own, .upsun/config.yaml:43:21", Line(queue, "mounts", "scratch", "source"));
        Assert.Equal("variables.env.type: worker # own, .upsun/config.yaml:40:19", Line(queue, "variables", "env", "type"));
        Assert.Equal("access.ssh: contributor # default", Line(queue, "access", "ssh"));
        Assert.Equal("commands.start: python queue-worker.py # own, .upsun/config.yaml:36:18", Line(queue, "commands", "start"));
    }

    [Fact]
    public void What_is_inherited_names_the_application_s_line()
    {
        var result = Repository.With("services: {db: {type: 'mariadb:11.8'}}\n" + Codes.Application("mounts: {/data/: {source: storage}}\nrelationships: {store: 'db:mysql'}\nworkers: {w: {commands: {start: a}, mounts: {}}, v: {commands: {start: a}}}")).Read();
        var workers = result.Configuration!.Applications["app"].Workers;

        Assert.Equal("mounts: {} # own, .upsun/config.yaml:7:41", Line(Explainer.Explain(result, workers["w"]), "mounts"));
        Assert.Equal("mounts.data.source: storage # inherited, .upsun/config.yaml:5:31", Line(Explainer.Explain(result, workers["v"]), "mounts", "data", "source"));
        Assert.Equal("mounts.data.source_path: data # default", Line(Explainer.Explain(result, workers["v"]), "mounts", "data", "source_path"));
        Assert.Equal("relationships.store.endpoint: mysql # inherited, .upsun/config.yaml:6:28", Line(Explainer.Explain(result, workers["v"]), "relationships", "store", "endpoint"));
    }

    [Fact]
    public void A_service_is_explained_too()
    {
        var result = Repository.With("services: {db: {type: 'mariadb:11.8'}}\n" + Codes.Application("hooks: {}")).Read();

        var lines = ExplanationText.Render(Explainer.Explain(result, result.Configuration!.Services["db"]));

        Assert.Equal("type: mariadb:11.8  # own, .upsun/config.yaml:1:23\nconfiguration: {}   # default\nrelationships: {}   # default\n", lines);
    }

    private static string Line(Sequence<Explanation> explanations, params string[] path)
    {
        var found = explanations.Single(explanation => explanation.Path.SequenceEqual(path));
        return ExplanationText.Render([found]).TrimEnd('\n').Replace("  #", " #", StringComparison.Ordinal);
    }
}
