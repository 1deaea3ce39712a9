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
    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>The error it tells of.</summary>
    public JsonElement Error => Json.GetProperty("error");

    /// <inheritdoc />
    public override string ToString() => $"{(int)Status} {Text}";
}
