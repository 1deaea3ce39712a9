using System.Net;
using System.Text;
using System.Text.Json;

namespace Fastchat.Server;

/// <summary>What a REST call brought back.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The media type; empty for none.</param>
/// <param name="Body">The bytes.</param>
public sealed record RestAnswer(HttpStatusCode Status, string ContentType, byte[] Body)
{
    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>An answer with its headers.</summary>
    internal static RestAnswer Of(HttpResponseMessage response, byte[] body)
    {
        var answer = new RestAnswer(response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", body);
        foreach (var (name, values) in response.Headers) answer._headers[name] = string.Join(", ", values);
        return answer;
    }

    /// <summary>A header; null when it is not there.</summary>
    public string? Header(string name) => _headers.GetValueOrDefault(name);

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>The error it tells of.</summary>
    public JsonElement Error => Json.GetProperty("error");

    /// <inheritdoc />
    public override string ToString() => $"{(int)Status} {Text}";
}
