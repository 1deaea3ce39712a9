using System.Text.Json;
using Fastchat.Foundation;

namespace Fastchat.ModelGateway.BuiltIn;

/// <summary>What the scripted model is told to do, as JSON in the person's last words; other words are simply said back.</summary>
internal sealed record Script
{
    private const int MostTokens = 1_000_000;
    private const int LongestDelay = 60_000;
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    /// <summary>The answer; it is streamed word by word.</summary>
    public string? Text { get; init; }

    /// <summary>Instead of a text: so many tokens of the same word, 1 to 1,000,000.</summary>
    public int? Tokens { get; init; }

    /// <summary>Milliseconds before each token, 0 to 60,000.</summary>
    public int DelayMs { get; init; }

    /// <summary>Break the stream after so many tokens; absent for never.</summary>
    public int? FailAfter { get; init; }

    /// <summary>Reads a script.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE for JSON that is no script.</exception>
    public static Script Parse(string words)
    {
        if (!words.AsSpan().TrimStart().StartsWith("{")) return new Script { Text = words };
        try
        {
            var script = JsonSerializer.Deserialize<Script>(words, Json)!;
            if (script.Tokens is < 1 or > MostTokens) throw Wrong($"tokens must be 1 to {MostTokens}");
            if (script.DelayMs is < 0 or > LongestDelay) throw Wrong($"delay_ms must be 0 to {LongestDelay}");
            if (script.FailAfter < 0) throw Wrong("fail_after must be 0 or more");
            return script;
        }
        catch (JsonException e)
        {
            throw Wrong($"it is not JSON of text, tokens, delay_ms and fail_after ({e.Message})");
        }
    }

    private static FastchatException Wrong(string why) => FastchatException.InvalidValue("messages", $"The script in the last user message cannot be played: {why}.");
}
