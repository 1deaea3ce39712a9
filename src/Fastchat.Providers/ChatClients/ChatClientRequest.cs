using System.Text.Json;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Rpc.Json;
using Microsoft.Extensions.AI;

namespace Fastchat.Providers.ChatClients;

/// <summary>
/// A request as a plugged-in client is asked it. It is read from the request's own JSON, so that a parameter is passed on
/// whether or not this gateway has a field for it.
/// </summary>
/// <param name="Messages">The conversation.</param>
/// <param name="Options">The settings.</param>
/// <param name="Answers">How many answers are wanted.</param>
internal sealed record ChatClientRequest(IReadOnlyList<Microsoft.Extensions.AI.ChatMessage> Messages, ChatOptions Options, int Answers)
{
    // What is said elsewhere, or is ours.
    private static readonly HashSet<string> NotPassedOn = ["messages", "n", "stream", "stream_options", "store", "metadata"];

    /// <summary>Reads a request.</summary>
    /// <exception cref="Foundation.FastchatException">INVALID_VALUE: an image or a file is given in a way that cannot be read.</exception>
    public static ChatClientRequest Of(ChatCompletionParams parameters)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        ShapedJson.Write(parameters, buffer);
        using var json = JsonDocument.Parse(buffer.WrittenMemory);
        var messages = json.RootElement.TryGetProperty("messages", out var list) ? ChatClientMessages.Read(list) : [];
        var options = new ChatOptions();
        foreach (var member in json.RootElement.EnumerateObject())
        {
            if (NotPassedOn.Contains(member.Name) || member.Value.ValueKind == JsonValueKind.Null || Set(options, member.Name, member.Value)) continue;
            (options.AdditionalProperties ??= [])[member.Name] = member.Value.Clone();
        }

        return new ChatClientRequest(messages, options, Math.Max(parameters.HasN ? parameters.N : 1, 1));
    }

    private static bool Set(ChatOptions options, string name, JsonElement value)
    {
        switch (name)
        {
            case "model":
                options.ModelId = value.GetString();
                return true;
            case "temperature":
                return Number(value, number => options.Temperature = (float)number);
            case "top_p":
                return Number(value, number => options.TopP = (float)number);
            case "top_k":
                return Number(value, number => options.TopK = (int)number);
            case "frequency_penalty":
                return Number(value, number => options.FrequencyPenalty = (float)number);
            case "presence_penalty":
                return Number(value, number => options.PresencePenalty = (float)number);
            case "seed":
                return Number(value, number => options.Seed = (long)number);
            case "max_completion_tokens":
                return Number(value, number => options.MaxOutputTokens = (int)number);
            case "max_tokens":
                return Number(value, number => options.MaxOutputTokens ??= (int)number);
            case "stop":
                options.StopSequences = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(s => s.ToString())] : [value.ToString()];
                return true;
            case "parallel_tool_calls":
                options.AllowMultipleToolCalls = value.ValueKind == JsonValueKind.True;
                return true;
            case "tools":
                options.Tools = [.. value.EnumerateArray().Select(ChatClientTools.Tool).OfType<AITool>()];
                return true;
            case "tool_choice":
                options.ToolMode = ChatClientTools.Mode(value);
                return options.ToolMode is not null;
            case "response_format":
                options.ResponseFormat = ChatClientTools.Format(value);
                return options.ResponseFormat is not null;
            case "reasoning_effort":
                options.Reasoning = ChatClientTools.Effort(value) is { } effort ? new ReasoningOptions { Effort = effort } : null;
                return options.Reasoning is not null;
            default:
                return false;
        }
    }

    private static bool Number(JsonElement value, Action<double> set)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number)) return false;
        set(number);
        return true;
    }
}
