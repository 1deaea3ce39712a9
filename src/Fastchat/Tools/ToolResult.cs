using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fastchat.Contracts.Chat.V1;

namespace Fastchat.Tools;

/// <summary>What a call of a tool gave, of whatever kind the tool is.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Text">What it gave, text or JSON text; of a failure what went wrong.</param>
public sealed record ToolResult(ToolOutcome Outcome, string Text)
{
    // Models read it as text, where an escaped plus would be six characters.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether it gave what it was asked for.</summary>
    public bool IsOk => Outcome == ToolOutcome.Ok;

    /// <summary>How it ended, in one word: "ok", "timeout".</summary>
    public string Word => WordOf(Outcome);

    /// <summary>A success.</summary>
    /// <param name="text">Text or JSON text.</param>
    public static ToolResult Ok(string text) => new(ToolOutcome.Ok, text);

    /// <summary>A success that is JSON.</summary>
    public static ToolResult Ok(JsonObject value) => Ok(value.ToJsonString(Plain));

    /// <summary>A failure.</summary>
    /// <param name="outcome">Its kind.</param>
    /// <param name="message">What went wrong, for the model and for people; nothing secret.</param>
    public static ToolResult Failed(ToolOutcome outcome, string message) => new(outcome, message);

    /// <summary>What the model is told.</summary>
    public string ToModel() => IsOk ? Text : new JsonObject { ["error"] = new JsonObject { ["type"] = Word, ["message"] = Text } }.ToJsonString(Plain);

    /// <summary>An outcome in one word.</summary>
    public static string WordOf(ToolOutcome outcome) => outcome switch
    {
        ToolOutcome.Ok => "ok",
        ToolOutcome.InvalidArguments => "invalid_arguments",
        ToolOutcome.UnknownTool => "unknown_tool",
        ToolOutcome.NotApproved => "not_approved",
        ToolOutcome.Timeout => "timeout",
        ToolOutcome.Unreachable => "unreachable",
        ToolOutcome.TooLarge => "too_large",
        ToolOutcome.LimitReached => "limit_reached",
        ToolOutcome.Blocked => "blocked",
        _ => "failed",
    };
}
