using System.Text.Json.Serialization;

namespace Fastchat.Benchmarks.Targets;

/// <summary>The body that the hand-written endpoint takes and gives back.</summary>
internal sealed record EchoBody(
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("number")] int Number,
    [property: JsonPropertyName("tags")] string[] Tags);

/// <summary>Its JSON, generated at compile time.</summary>
[JsonSerializable(typeof(EchoBody))]
internal sealed partial class EchoJson : JsonSerializerContext;
