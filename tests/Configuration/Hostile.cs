using System.Text;

namespace Sundog.Configuration.Tests;

/// <summary>Repositories made to hurt whoever reads them.</summary>
internal static class Hostile
{
    private const int Megabyte = 1 << 20;

    private const string App = "applications: {app: {type: 'python:3.14'}}\n";

    /// <summary>One file that is the whole configuration, each.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        "bomb", "merge bomb", "wide bomb", "ten megabytes", "four megabytes of keys", "four megabytes of faults", "deep flow", "deep flow mappings",
        "deep block", "long line", "many anchors", "duplicates", "control characters", "long quote", "surrogates", "percent", "many redirects",
        "many documents", "question marks", "tabs", "invalid UTF-8", "broken everywhere", "expressions", "backslashes", "unknown aliases",
    ];

    /// <summary>Several files and links.</summary>
    public static IReadOnlyList<string> Repositories { get; } =
        ["cyclic includes", "include outside", "link outside", "link in a circle", "many includes", "include of a device"];

    public static byte[] File(string name) => name switch
    {
        "invalid UTF-8" => [.. Encoding.UTF8.GetBytes(App), .. Enumerable.Repeat((byte)0xc3, 3 * Megabyte)],
        _ => Encoding.UTF8.GetBytes(Text(name)),
    };

    /// <summary>Writes a repository of that name.</summary>
    public static void Write(string name, string directory)
    {
        var upsun = Directory.CreateDirectory(Path.Combine(directory, ".upsun")).FullName;
        var configuration = Path.Combine(upsun, "config.yaml");
        switch (name)
        {
            case "cyclic includes":
                System.IO.File.WriteAllText(configuration, App + "services: !include a.part\n");
                System.IO.File.WriteAllText(Path.Combine(upsun, "a.part"), string.Concat(Enumerable.Range(0, 40).Select(i => $"x{i}: !include b.part\n")));
                System.IO.File.WriteAllText(Path.Combine(upsun, "b.part"), string.Concat(Enumerable.Range(0, 40).Select(i => $"x{i}: !include c.part\n")));
                System.IO.File.WriteAllText(Path.Combine(upsun, "c.part"), string.Concat(Enumerable.Range(0, 40).Select(i => $"x{i}: !include a.part\n")));
                break;
            case "include outside":
                System.IO.File.WriteAllText(configuration, "applications: {app: {type: 'python:3.14', hooks: {build: !include {type: string, path: ../../../../../../../../etc/passwd}}}}\n");
                break;
            case "link outside":
                System.IO.File.CreateSymbolicLink(Path.Combine(directory, "passwd"), "/etc/passwd");
                System.IO.File.WriteAllText(configuration, "applications: {app: {type: 'python:3.14', hooks: {build: !include {type: string, path: passwd}}}}\n");
                break;
            case "link in a circle":
                System.IO.File.CreateSymbolicLink(Path.Combine(directory, "a"), "b");
                System.IO.File.CreateSymbolicLink(Path.Combine(directory, "b"), "a");
                System.IO.File.WriteAllText(configuration, "applications: {app: {type: 'python:3.14', hooks: {build: !include {type: string, path: a}}}}\n");
                break;
            case "include of a device":
                System.IO.File.CreateSymbolicLink(Path.Combine(directory, "zero"), "/dev/zero");
                System.IO.File.WriteAllText(configuration, "applications: {app: {type: 'python:3.14', hooks: {build: !include {type: string, path: zero}}}}\n");
                break;
            case "many includes":
                System.IO.File.WriteAllText(configuration, App + ManyIncludes);
                System.IO.File.WriteAllText(Path.Combine(upsun, "big.part"), BigPart);
                break;
            default:
                System.IO.File.WriteAllBytes(configuration, File(name));
                break;
        }
    }

    public static string ManyIncludes { get; } =
        "services:\n" + string.Concat(Enumerable.Range(0, 900).Select(i => $"  s{i}: {{type: 'mongodb:4.0', configuration: !include big.part}}\n"));

    public static string BigPart { get; } = string.Concat(Enumerable.Range(0, 60000).Select(i => $"key{i}: value\n"));

    /// <summary>The text of a file.</summary>
    public static string Text(string name) => name switch
    {
        "bomb" => Lines(40, i => $"a{i}: &a{i} [{(i == 0 ? "x" : string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9)))}]\n"),
        "merge bomb" => Lines(40, i => $"a{i}: &a{i} {{{(i == 0 ? "x: y" : string.Join(", ", Enumerable.Range(0, 9).Select(j => $"k{j}: {{<<: *a{i - 1}}}")))}}}\n"),
        "wide bomb" => "a: &a [" + Lines(20000, _ => "x, ") + "]\nb: [" + Lines(20000, _ => "*a, ") + "]\n",
        "ten megabytes" => new string('a', 10 * Megabyte),
        "four megabytes of keys" => "applications: {app: {type: 'python:3.14', variables: {env: {" + Lines(200000, i => $"a{i}: b, ") + "}}, x: }}\n",
        "four megabytes of faults" => "applications:\n  app:\n    type: python:3.14\n" + Lines(200000, i => $"    k{i}: v\n"),
        "deep flow" => new string('[', Megabyte),
        "deep flow mappings" => Lines(200000, _ => "{a: "),
        "deep block" => Lines(1400, i => new string(' ', i) + "a:\n"),
        "long line" => "a: " + new string('"', 3 * Megabyte),
        "many anchors" => Lines(100000, i => $"- &a{i} x\n- *a{i}\n"),
        "duplicates" => Lines(400000, _ => "a: b\n"),
        "control characters" => "a: \u0001\u0007\u001b[31m\u007f\n\u0085\u2028: x\n",
        "long quote" => "a: '" + new string('x', 3 * Megabyte),
        "surrogates" => "a: \"\\uD800\\uDC00\\uD800\"\nb: \ud83d\ude00\n",
        "percent" => Lines(1000, _ => "%YAML 1.1\n") + "---\na: b\n",
        "many redirects" => "applications: {app: {type: 'python:3.9'}}\nroutes:\n  https://{default}/:\n    type: upstream\n    upstream: app:http\n    redirects:\n      paths:\n"
            + Lines(50000, i => $"        /old/{i}: {{to: /new/{i}}}\n"),
        "many documents" => Lines(100000, _ => "---\na: b\n"),
        "question marks" => Lines(100000, _ => "? "),
        "tabs" => "applications:\n" + Lines(400000, _ => "\ta: b\n"),
        "broken everywhere" => "applications:\n" + Lines(60000, i => $"  a{i}:\n    type: [python\n    web: {{a\n"),
        "expressions" => "applications: {app: {type: 'python:3.9'}}\nroutes:\n  https://{default}/:\n    type: upstream\n    upstream: app:http\n    redirects:\n      paths:\n"
            + Lines(40000, i => $"        '(?i)((((a+)+)+)+)+{i}\\p{{L}}(?<n>b)*': {{to: /new/{i}, regexp: true}}\n"),
        "backslashes" => "applications:\n" + Lines(60000, i => $"  a{i}:\n    root: \"\\\"\n"),
        "unknown aliases" => Lines(200000, i => $"a{i}: *b{i}\n"),
        _ => throw new ArgumentException(name),
    };

    private static string Lines(int count, Func<int, string> line) => string.Concat(Enumerable.Range(0, count).Select(line));
}
