using System.Text.RegularExpressions;

namespace Sundog.Configuration;

/// <summary>Commands, variables and firewall of one instance.</summary>
internal static partial class InstanceChecks
{
    public static void Run(Checked project, InstanceDefinition instance)
    {
        var application = project.Project.Applications[instance.Application];
        var own = project.MappingOf(instance);
        Variables(project, instance, own);
        if (own.At("commands")?.Find("start") is { Value: ScalarNode start } entry && instance.Commands.Start is { } command)
            Start(
                project, application, instance, command,
                start.Plain || !start.Text.Contains('\n', StringComparison.Ordinal) ? start.Place : entry.Place);

        Firewall(project, (own?["firewall"] ?? project.Document.At("applications", application.Name)?["firewall"]) as MappingNode);
    }

    private static string Subject(InstanceDefinition instance) =>
        instance.Worker is { } worker ? $"worker '{worker}'" : $"the web instance of '{instance.Application}'";

    private static void Variables(Checked project, InstanceDefinition instance, MappingNode? own)
    {
        var inherited = project.Document.At("applications", instance.Application, "variables");
        Surprises(project, inherited);
        if (own.Mapping("variables") is not { } replaced)
            return;

        Surprises(project, replaced);
        var lost = (inherited?.Entries ?? [])
            .Where(prefix => prefix.Value is MappingNode)
            .SelectMany(prefix => ((MappingNode)prefix.Value).Entries.Select(entry => (Prefix: prefix.Key, entry.Key)))
            .Where(variable => replaced.Mapping(variable.Prefix)?.Find(variable.Key) is null)
            .Select(variable => $"{variable.Prefix}:{variable.Key}")
            .ToList();
        if (lost.Count > 0)
            project.Faults.Report(
                Rules.VariablesLost, own!.Find("variables")!.Value.Place,
                $"{Subject(instance)} overrides 'variables' and so loses {Some(lost)} of the application",
                "an overridden property replaces the whole of it: repeat what the instance needs");
    }

    private static string Some(List<string> names) =>
        string.Join(", ", names.Take(5)) + (names.Count > 5 ? $" and {names.Count - 5} more" : "");

    private static void Surprises(Checked project, MappingNode? variables)
    {
        // PHP settings mean the same either way.
        foreach (var entry in variables.Entries("env"))
        {
            if (entry.Value is ScalarNode { Surprises: true } scalar)
                project.Faults.Report(
                    Rules.Surprise, scalar.Place,
                    $"YAML reads {scalar.Text} without quotes as {scalar.ToValue().ToJson()}, which is then the value of '{entry.Key}'",
                    $"write '{scalar.Text}' in quotes if that is what you mean");
        }
    }

    private static void Start(Checked project, Application application, InstanceDefinition instance, string command, Place place)
    {
        if (GoesToBackground(command))
            project.Faults.Report(
                Rules.Background, place,
                $"the start command of {Subject(instance)} goes to the background, so it seems to end and is started again without end",
                "let it stay in the foreground: remove the '&' or the daemon option, or put 'exec' before the last command");

        if (Gunicorn().IsMatch(command))
            project.Faults.Report(
                Rules.GunicornPort, place, "gunicorn takes a bare number for a host name, so -b $PORT fails where $PORT is only a number",
                "write -b 127.0.0.1:$PORT");

        if (instance.Worker is not null)
            return;

        var unix = application.WebServer.SocketFamily == "unix";
        if (unix ? Port().IsMatch(command) && !Socket().IsMatch(command) : Socket().IsMatch(command) && !Port().IsMatch(command))
            project.Faults.Report(
                Rules.PortOfSocket, place,
                unix
                    ? "the start command uses $PORT, and with socket_family unix only SOCKET is set"
                    : "the start command uses $SOCKET, and with socket_family tcp only PORT is set",
                $"write 'upstream: {{socket_family: {(unix ? "tcp" : "unix")}}}' in 'web'");
    }

    /// <summary>Whether the last line leaves its command behind.</summary>
    private static bool GoesToBackground(string command)
    {
        var last = command.Split('\n').Select(line => line.Trim()).LastOrDefault(line => line.Length > 0 && !line.StartsWith('#')) ?? "";
        return (last.EndsWith('&') && !last.EndsWith("&&", StringComparison.Ordinal)) || Daemon().IsMatch(last);
    }

    private static void Firewall(Checked project, MappingNode? firewall)
    {
        foreach (var rule in (firewall?["outbound"] as ListNode)?.Items.OfType<MappingNode>() ?? [])
        {
            var (addresses, domains, ports) = (rule.Texts("ips"), rule.Texts("domains"), rule["ports"] as ListNode);
            if (addresses is null && domains is null && ports is null)
                project.Faults.Report(
                    Rules.FirewallRule, rule.Place, "a firewall rule names no address, domain or port",
                    "write 'ips', 'domains' or 'ports'");
            else if (addresses is not null && domains is not null)
                project.Faults.Report(Rules.FirewallRule, rule.Place, "a firewall rule has both 'ips' and 'domains'", "write two rules");

            foreach (var address in (rule["ips"] as ListNode)?.Items.OfType<ScalarNode>() ?? [])
            {
                if (!System.Net.IPNetwork.TryParse(address.Text, out _) && !System.Net.IPAddress.TryParse(address.Text, out _))
                    project.Faults.Report(
                        Rules.FirewallRule, address.Place,
                        $"'{Quote.Short(address.Text)}' is not an address or CIDR block", "for example: 198.51.100.0/24");
            }

            foreach (var port in ports?.Items.OfType<ScalarNode>().Where(port => port.Whole == 25) ?? [])
                project.Faults.Report(
                    Rules.SmtpPort, port.Place, "port 25 is blocked whatever the firewall says",
                    "send mail through PLATFORM_SMTP_HOST, or by port 465 or 587");
        }
    }

    [GeneratedRegex(@"\bgunicorn\b[^\n|;&]*?\s(-b|--bind)[ =]?[""']?\$\{?PORT\b", RegexOptions.CultureInvariant)]
    private static partial Regex Gunicorn();

    [GeneratedRegex(
        """
        ^(exec\s+)?(
            \S*gunicorn\b.*\s(-D|--daemon)\b
            | (npx\s+)?pm2\s+start\b(?!.*--no-daemon)
            | systemctl\s+start\b
            | service\s+\S+\s+start\b
            | \S*celery\s+multi\s+start\b
        )
        """, RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Daemon();

    [GeneratedRegex(@"\$\{?PORT\b", RegexOptions.CultureInvariant)]
    private static partial Regex Port();

    [GeneratedRegex(@"\$\{?SOCKET\b", RegexOptions.CultureInvariant)]
    private static partial Regex Socket();
}
