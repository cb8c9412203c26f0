using System.CommandLine;
using Sundog.Configuration;

namespace Sundog.Cli.Commands;

/// <summary><c>sundog config</c>: what the configuration resolves to after inheritance.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        var app = Options.App();
        var worker = Options.Worker();
        var service = new Option<string?>("--service") { Description = "The service" };
        var explain = new Option<bool>("--explain") { Description = "Show from which line each value came: own, inherited or default" };
        var lenient = new Option<bool>("--lenient") { Description = "Understand spellings that the platform refuses" };
        var format = Options.Format("yaml", "json");
        var command = new Command("config", "Show what the configuration resolves to after inheritance") { app, worker, service, explain, format, lenient };
        var repositories = new RepositoryChoice(command);
        command.SetAction(result =>
        {
            var read = ValidateCommand.Read(repositories.Find(result), result.GetValue(lenient));
            if (read.Configuration is not { } configuration)
            {
                return read.ExitCode();
            }

            var json = result.GetValue(format) == "json";
            var chosen = Choose(configuration, result.GetValue(app), result.GetValue(worker), result.GetValue(service));
            var text = result.GetValue(explain) ? Explain(read, chosen, json) : Print(configuration, chosen, json);
            Console.Out.WriteLine(text.TrimEnd('\n'));
            return 0;
        });
        return command;
    }

    private static string Print(ProjectConfiguration configuration, Chosen chosen, bool json)
    {
        var value = chosen switch
        {
            { Service: { } service } => ResolvedConfiguration.Of(service),
            { Instance: { } instance } => ResolvedConfiguration.Of(chosen.Application!, instance),
            _ => ResolvedConfiguration.Of(configuration),
        };
        return json ? value.ToIndentedJson() : value.ToYaml();
    }

    private static string Explain(ReadResult read, Chosen chosen, bool json)
    {
        var explanations = chosen switch
        {
            { Service: { } service } => Explainer.Explain(read, service),
            { Instance: { } instance } => Explainer.Explain(read, instance),
            _ => throw new CliException("say what to explain: --app, --worker or --service"),
        };
        return json ? ExplanationText.RenderJson(explanations) : ExplanationText.Render(explanations);
    }

    private static Chosen Choose(ProjectConfiguration configuration, string? app, string? worker, string? service)
    {
        if (service is not null)
        {
            return configuration.Services.TryGetValue(service, out var found)
                ? new Chosen(null, null, found)
                : throw new CliException($"there is no service {service}");
        }

        if (app is null && worker is null)
        {
            return new Chosen(null, null, null);
        }

        var instances = configuration.Applications.Values
            .Where(application => app is null || application.Name == app)
            .SelectMany(application => application.Instances.Select(definition => (application, definition)))
            .Where(pair => worker is null ? pair.definition.Worker is null : pair.definition.Worker == worker || pair.definition.FullName == worker)
            .ToList();
        return instances switch
        {
            [var (application, definition)] => new Chosen(application, definition, null),
            [] => throw new CliException($"there is no {(worker is null ? $"application {app}" : $"worker {worker}")}"),
            _ => throw new CliException($"say which application by --app: {string.Join(", ", instances.Select(pair => pair.application.Name))}"),
        };
    }

    private sealed record Chosen(Application? Application, InstanceDefinition? Instance, Service? Service);
}
