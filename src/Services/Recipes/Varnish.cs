using System.Text;
using System.Text.RegularExpressions;
using Sundog.Configuration;

namespace Sundog.Services;

/// <summary>Varnish, before one or more applications.</summary>
/// <remarks>The platform's second endpoint, <c>http+stats</c>, is not there yet.</remarks>
internal sealed partial class Varnish : IServiceRecipe
{
    public Sequence<string> Types { get; } = ["varnish"];

    public ServicePlan Plan(Service service, ServiceContext context)
    {
        var profile = service.ContainerProfile ?? "HIGH_MEMORY";
        var memory = context.MemoryOf(profile);
        return new()
        {
            Commands = new(PreStart, Start(memory), Shell.Await(Shell.IsListening(Port), "Varnish")),
            Environment = new([new("SUNDOG_VCL", Template(service, new(service)))]),
            Endpoints = new([new("http", new("http", "http", Port) { AddressOnly = true })]),
            DefaultEndpoint = "http",
            Ports = [Port],
            Memory = memory,
            ContainerProfile = profile,
            // The packages that it depends on bring the C compiler by which it compiles the template.
            Host = [new(Packages(service), ["varnishd", "cc"], ["varnishd", "-V"])],
            Image = service.ImageOf("varnish"),
        };
    }

    private const int Port = 8080;

    private const string PreStart =
        """
        mkdir -p /run/varnish
        printf '%s\n' "$SUNDOG_VCL" > /run/varnish/config.vcl
        """;

    // The log's memory is a file in /run, which is small. No management port: nobody manages it but the plan.
    private static string Start(int memory) => "unset SUNDOG_VCL\n" + Shell.Line("exec varnishd",
    [
        "-F",
        "-n", "/run/varnish/work",
        "-j", "none",
        "-a", $"0.0.0.0:{Port},HTTP",
        "-T", "none",
        "-f", "/run/varnish/config.vcl",
        "-s", $"malloc,{memory * 3 / 4}M",
        "-p", "vsl_space=16M",
    ]);

    // What the platform adds to the user's template: the version, the imports, and a director for each relationship.
    private static string Template(Service service, ServiceConfiguration configuration)
    {
        var template = configuration.TextOf("vcl", "");
        if (service.Relationships.Count == 0)
        {
            throw configuration.Wrong("nothing stands behind Varnish: add `relationships` to an application's `http` endpoint");
        }

        var vcl = new StringBuilder("vcl 4.1;\nimport std;\nimport directors;\n");
        foreach (var name in service.Relationships.Keys)
        {
            if (!Identifier().IsMatch(name))
            {
                throw configuration.Wrong($"the relationship `{name}` cannot be a name in VCL: begin with a letter, go on with letters, digits, `_` and `-`");
            }

            vcl.AppendLine($"backend {name}_instance {{ .host = \"{name}.internal\"; .port = \"{Endpoint.Application.Port}\"; }}");
        }

        vcl.AppendLine("sub vcl_init {");
        foreach (var name in service.Relationships.Keys)
        {
            vcl.AppendLine($"    new {name} = directors.round_robin();\n    {name}.add_backend({name}_instance);");
        }

        return vcl.AppendLine("}").Append(template).ToString();
    }

    // Modules other than Varnish's own come in a package of theirs.
    private static Sequence<string> Packages(Service service) =>
        service.Configuration.TryGetValue("vcl", out var vcl) && vcl is Value.Text(var template) && Import().IsMatch(template)
            ? ["varnish", "varnish-modules"]
            : ["varnish"];

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]*$")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"^\s*import\s+(header|saintmode|softpurge|tcp|var|vsthrottle|xkey)\s*;", RegexOptions.Multiline)]
    private static partial Regex Import();
}
