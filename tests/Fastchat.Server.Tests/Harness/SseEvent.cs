using System.Text.Json;

namespace Fastchat.Server;

/// <summary>One server-sent event.</summary>
/// <param name="Name">Its name; null for none.</param>
/// <param name="Id">Its id; null for none.</param>
/// <param name="Data">Its data.</param>
public sealed record SseEvent(string? Name, string? Id, string Data)
{
    /// <summary>The data as JSON.</summary>
    public JsonElement Json => JsonElement.Parse(Data);

    /// <summary>The next event; null at the end.</summary>
    internal static async Task<SseEvent?> ReadAsync(TextReader reader, CancellationToken cancellationToken)
    {
        string? name = null, id = null, data = null;
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0 && data is not null) return new SseEvent(name, id, data);
            if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line["event: ".Length..];
            if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line["id: ".Length..];
            if (line.StartsWith("data: ", StringComparison.Ordinal)) data = line["data: ".Length..];
        }

        Assert.Null(data);
        return null;
    }
}
