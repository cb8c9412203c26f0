using System.Text.Json.Nodes;
using Sundog.Planning;

namespace Sundog.Runtime.Local;

/// <summary><c>/run/peers.json</c>: the copies of an instance and their addresses, kept current while it runs.</summary>
internal static class Peers
{
    /// <summary>The file's text.</summary>
    /// <param name="instance">Who reads it.</param>
    /// <param name="cables">The cables to its copies.</param>
    public static string Text(InstanceName instance, IEnumerable<LaidCable> cables)
    {
        var addresses = cables
            .Where(laid => laid.Cable.IsBetweenPeers && laid.Cable.Client == instance)
            .Select(laid => (laid.Cable.Server.Number, Name: laid.Cable.Server.ToString(), Address: laid.ServerAddress))
            .Append((instance.Number, Name: instance.ToString(), Address: "127.0.0.1"))
            .OrderBy(peer => peer.Number);
        return new JsonObject(addresses.Select(peer => KeyValuePair.Create(peer.Name, (JsonNode?)peer.Address))).ToJsonString();
    }

    /// <summary>Writes into the file that the instance already sees: it must stay the same one.</summary>
    public static void Update(string path, string text)
    {
        if (File.Exists(path) && File.ReadAllText(path) != text)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            file.Write(System.Text.Encoding.UTF8.GetBytes(text));
            file.SetLength(file.Position);
        }
    }
}
