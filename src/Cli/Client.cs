using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sundog.Runtime.Local;

namespace Sundog.Cli;

/// <summary>Speaks with the daemon over its socket.</summary>
internal sealed class Client : IDisposable
{
    private const int Attempts = 4;

    private readonly HttpClient _http;

    private Client(string socket)
    {
        _http = new HttpClient(new SocketsHttpHandler
        {
            // Nothing has been sent before a connection stands, so a daemon that has just ended costs a command nothing.
            ConnectCallback = async (_, cancellation) =>
            {
                for (var attempt = 0; attempt < Attempts; attempt++)
                {
                    if (await TryConnectAsync(socket, cancellation) is { } stream)
                    {
                        return stream;
                    }

                    await DaemonLauncher.StartAsync(socket);
                }

                throw new IOException("the daemon ends as soon as it is started");
            },
        })
        {
            BaseAddress = new Uri("http://sundog/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Connects, starting the daemon when it is not there, and replacing one of another build.</summary>
    public static async Task<Client> ConnectAsync()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new CliException("sundog makes containers and networks, which only root may; run it with sudo");
        }

        StateDirectory.OfThisMachine.Create();
        var client = new Client(StateDirectory.OfThisMachine.Socket);
        if (await client.BuildAsync() == DaemonLauncher.Build)
        {
            return client;
        }

        await DaemonLauncher.ReleaseAsync(client, isReplaced: true);
        client.Dispose();
        return new Client(StateDirectory.OfThisMachine.Socket);
    }

    // A daemon that is being killed may still take a connection and never answer; the question can be put again to the next one.
    private async Task<string?> BuildAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return (string?)(await GetAsync("daemon"))["build"];
            }
            catch (HttpRequestException exception) when (attempt < Attempts && exception.InnerException is not CliException)
            {
                await Task.Delay(10);
            }
        }
    }

    public async Task<JsonNode> GetAsync(string path) => await ReadAsync(await _http.GetAsync(path));

    public async Task<JsonNode> DeleteAsync(string path) => await ReadAsync(await _http.DeleteAsync(path));

    public async Task<JsonNode> PostAsync(string path, JsonObject? body = null)
    {
        using var content = Json(body);
        return await ReadAsync(await _http.PostAsync(path, content));
    }

    public async Task<JsonNode> PatchAsync(string path, JsonObject body)
    {
        using var content = Json(body);
        return await ReadAsync(await _http.PatchAsync(path, content));
    }

    /// <summary>The lines of an answer as they come.</summary>
    public async IAsyncEnumerable<string> LinesAsync(string path)
    {
        using var response = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        if (!response.IsSuccessStatusCode)
        {
            await ReadAsync(response);
        }

        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        while (await reader.ReadLineAsync() is { } line)
        {
            yield return line;
        }
    }

    /// <summary>The environment of a repository, as it is checked out.</summary>
    /// <exception cref="CliException">It was never deployed.</exception>
    public async Task<JsonNode> EnvironmentAsync(string repository)
    {
        var projects = (JsonArray)await GetAsync($"projects?directory={Uri.EscapeDataString(repository)}");
        var machine = Deployments.Branches.MachineName(Deployments.Branches.Of(repository));
        var environments = projects is [{ } project] ? (JsonArray)project["_embedded"]!["environments"]! : [];
        return environments.FirstOrDefault(environment => (string?)environment!["id"] == machine)
            ?? throw new CliException($"{repository} is not deployed; run `sundog up` first");
    }

    public void Dispose() => _http.Dispose();

    private static async Task<Stream?> TryConnectAsync(string path, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    private static StringContent Json(JsonObject? body) => new(body?.ToJsonString() ?? "", Encoding.UTF8, "application/json");

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            if (response.IsSuccessStatusCode)
            {
                return JsonNode.Parse(text)!;
            }

            throw new CliException(Message(text) ?? $"the daemon answered {(int)response.StatusCode}");
        }
    }

    private static string? Message(string text)
    {
        try
        {
            return (string?)JsonNode.Parse(text)?["message"];
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
