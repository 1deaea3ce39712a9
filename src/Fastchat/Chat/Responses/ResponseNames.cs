using System.Globalization;
using System.Text.RegularExpressions;
using Fastchat.Foundation;

namespace Fastchat.Chat.Responses;

/// <summary>The names of fields that a refusal blames, as callers of responses know them.</summary>
internal static partial class ResponseNames
{
    private static readonly (string Chat, string Response)[] Names =
    [
        ("response_format.json_schema", "text.format"),
        ("response_format", "text.format"),
        ("reasoning_effort", "reasoning.effort"),
        ("verbosity", "text.verbosity"),
        ("max_completion_tokens", "max_output_tokens"),
        ("tool_choice.function", "tool_choice"),
        ("tool_choice.custom", "tool_choice"),
    ];

    [GeneratedRegex(@"^messages\[(\d+)\]")]
    private static partial Regex Message { get; }

    [GeneratedRegex(@"^(tools\[\d+\])\.(function|custom)")]
    private static partial Regex Tool { get; }

    /// <summary>The refusal in words of responses.</summary>
    public static FastchatException Translate(FastchatException refusal, ItemMessages messages)
    {
        if (refusal.Param is not { } param || Of(param, messages) is not { } name || name == param) return refusal;
        return new FastchatException(refusal.Reason, refusal.Message.Replace(param, name, StringComparison.Ordinal), name, refusal) { RetryAfter = refusal.RetryAfter, Delivered = refusal.Delivered };
    }

    private static string Of(string param, ItemMessages messages)
    {
        if (Message.Match(param) is { Success: true } message)
        {
            var item = messages.ItemOf(int.Parse(message.Groups[1].Value, CultureInfo.InvariantCulture));
            return item < 0 ? "input" : $"input[{item}]{param[message.Length..].Replace(".file.", ".", StringComparison.Ordinal)}";
        }

        if (param == "messages") return "input";
        if (Tool.Match(param) is { Success: true } tool) return tool.Groups[1].Value + param[tool.Length..];
        foreach (var (chat, response) in Names)
        {
            if (param.StartsWith(chat, StringComparison.Ordinal)) return response + param[chat.Length..];
        }

        return param;
    }
}
