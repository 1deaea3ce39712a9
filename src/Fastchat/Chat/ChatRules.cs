using System.Text;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;

namespace Fastchat.Chat;

/// <summary>What a chat request may hold. Checked before anything is done, so that a refusal costs nothing.</summary>
internal static class ChatRules
{
    private const int MostMessages = 1000;
    private const int MostTextBytes = 1024 * 1024;
    private const int MostStops = 4;
    private const int MostCalls = 128;

    /// <param name="parameters">The request.</param>
    /// <param name="textName">What the caller's door calls a message's words, for errors.</param>
    /// <param name="before">How many messages are not the caller's, but of what he goes on from.</param>
    /// <exception cref="FastchatException">MISSING_FIELD or INVALID_VALUE.</exception>
    public static void Check(ChatCompletionParams parameters, string textName = "content", int before = 0)
    {
        if (parameters.Messages.Count == 0) throw FastchatException.MissingField("messages");
        if (parameters.Messages.Count - before is > MostMessages and var own) throw FastchatException.InvalidValue("messages", $"messages must have at most {MostMessages} entries, but has {own}.");
        for (var i = 0; i < parameters.Messages.Count; i++) Check(parameters.Messages[i], $"messages[{i}]", textName);
        if (parameters.Model.Length == 0) throw FastchatException.MissingField("model");
        if (parameters.HasTemperature) Range("temperature", parameters.Temperature, 0, 2);
        if (parameters.HasTopP) Range("top_p", parameters.TopP, 0, 1);
        if (parameters.HasN) Range("n", parameters.N, 1, 128);
        if (parameters.HasPresencePenalty) Range("presence_penalty", parameters.PresencePenalty, -2, 2);
        if (parameters.HasFrequencyPenalty) Range("frequency_penalty", parameters.FrequencyPenalty, -2, 2);
        if (parameters.HasMaxTokens) Range("max_tokens", parameters.MaxTokens, 1, int.MaxValue);
        if (parameters.HasMaxCompletionTokens) Range("max_completion_tokens", parameters.MaxCompletionTokens, 1, int.MaxValue);
        if (parameters.Stop?.Many is { Values.Count: > MostStops } stops) throw FastchatException.InvalidValue("stop", $"stop must have at most {MostStops} entries, but has {stops.Values.Count}.");
        if (parameters.StreamOptions is { } options)
        {
            if (!System.Enum.IsDefined(options.OnFailure)) throw FastchatException.InvalidValue("stream_options.on_failure", "stream_options.on_failure must be error, switch_keep or switch_discard.");
            if (!System.Enum.IsDefined(options.EventEnvelope)) throw FastchatException.InvalidValue("stream_options.event_envelope", "stream_options.event_envelope must be legacy or canonical.");
        }

        ToolRules.Check(parameters);
        Notes.Check("metadata", parameters.Metadata);
        ParameterRules.Check(parameters);
    }

    private static void Check(ChatMessage message, string param, string textName)
    {
        if (message.Role == ChatRole.Unspecified) throw FastchatException.MissingField($"{param}.role");
        if (message is { Role: ChatRole.User or ChatRole.System or ChatRole.Developer, ContentCase: ChatMessage.ContentOneofCase.None })
            throw FastchatException.MissingField($"{param}.{textName}");
        if (message is { Role: ChatRole.Tool, HasToolCallId: false }) throw FastchatException.MissingField($"{param}.tool_call_id");
        if (message is { Role: ChatRole.Function, HasName: false }) throw FastchatException.MissingField($"{param}.name");
        if (message.ServerToolCalls.Count > 0) CheckCalls(message, $"{param}.server_tool_calls");
        for (var i = 0; i < message.Parts?.Parts.Count; i++) ContentRules.Check(message.Parts.Parts[i], $"{param}.{textName}[{i}]");
        if (TextBytes(message) is > MostTextBytes and var bytes)
            throw FastchatException.InvalidValue($"{param}.{textName}", $"The text of a message must have at most {MostTextBytes} bytes in UTF-8, but has {bytes}.");
    }

    private static void CheckCalls(ChatMessage message, string param)
    {
        if (message.Role != ChatRole.Assistant) throw FastchatException.InvalidValue(param, $"{param} must be absent: only messages of the assistant have them.");
        if (message.ServerToolCalls.Count > MostCalls) throw FastchatException.InvalidValue(param, $"{param} must have at most {MostCalls} entries, but has {message.ServerToolCalls.Count}.");
        for (var i = 0; i < message.ServerToolCalls.Count; i++)
        {
            if (message.ServerToolCalls[i].Id.Length == 0) throw FastchatException.MissingField($"{param}[{i}].id");
            if (message.ServerToolCalls[i].Name.Length == 0) throw FastchatException.MissingField($"{param}[{i}].name");
        }
    }

    private static long TextBytes(ChatMessage message) => message.ContentCase switch
    {
        ChatMessage.ContentOneofCase.Text => Encoding.UTF8.GetByteCount(message.Text),
        ChatMessage.ContentOneofCase.Parts => message.Parts.Parts.Where(p => p.Text is not null).Sum(p => (long)Encoding.UTF8.GetByteCount(p.Text.Text)),
        _ => 0,
    };

    private static void Range(string param, double value, double low, double high)
    {
        if (value >= low && value <= high) return;
        throw FastchatException.InvalidValue(param, high == int.MaxValue ? $"{param} must be at least {low}, but is {value}." : $"{param} must be {low} to {high}, but is {value}.");
    }
}
