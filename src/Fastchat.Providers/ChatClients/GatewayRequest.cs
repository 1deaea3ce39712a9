using System.Buffers;
using System.Text.Json;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway;
using Fastchat.Rpc.Json;
using Microsoft.Extensions.AI;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using ChatRole = Microsoft.Extensions.AI.ChatRole;

namespace Fastchat.Providers.ChatClients;

/// <summary>A request of the abstraction as the gateway's: written as OpenAI's JSON, and read from it as one of the API's is.</summary>
internal static class GatewayRequest
{
    /// <summary>The gateway's request.</summary>
    /// <exception cref="FastchatException">PARAMETER_UNSUPPORTED: a tool is none that a model could ask a caller for; INVALID_VALUE: a further property does not fit.</exception>
    public static ModelRequest Of(IEnumerable<ChatMessage> messages, ChatOptions? options, string model, TenantId tenant)
    {
        var list = messages.ToList();
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model", options?.ModelId ?? model);
            json.WriteStartArray("messages");
            if (options?.Instructions is { Length: > 0 } instructions) GatewayMessages.Write(json, new ChatMessage(ChatRole.System, instructions));
            foreach (var message in list) GatewayMessages.Write(json, message);
            json.WriteEndArray();
            if (options is not null) Write(json, options);
            json.WriteEndObject();
        }

        return new ModelRequest
        {
            Parameters = Parse(buffer.WrittenSpan),
            Question = list.LastOrDefault(m => m.Role == ChatRole.User)?.Text ?? "",
            Tenant = tenant,
            StickyKey = options?.ConversationId,
        };
    }

    private static ChatCompletionParams Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return ShapedJson.Parse<ChatCompletionParams>(json);
        }
        catch (FormatException e)
        {
            throw FastchatException.InvalidValue("options", $"The options make no request: {e.Message}");
        }
    }

    private static void Write(Utf8JsonWriter json, ChatOptions options)
    {
        Number(json, "temperature", options.Temperature);
        Number(json, "top_p", options.TopP);
        Number(json, "top_k", options.TopK);
        Number(json, "frequency_penalty", options.FrequencyPenalty);
        Number(json, "presence_penalty", options.PresencePenalty);
        Number(json, "max_completion_tokens", options.MaxOutputTokens);
        Number(json, "seed", options.Seed);
        if (options.StopSequences is { Count: > 0 } stop)
        {
            json.WriteStartArray("stop");
            foreach (var sequence in stop) json.WriteStringValue(sequence);
            json.WriteEndArray();
        }

        if (options.Reasoning?.Effort is { } effort) json.WriteString("reasoning_effort", effort == Microsoft.Extensions.AI.ReasoningEffort.ExtraHigh ? "xhigh" : effort.ToString().ToLowerInvariant());
        WriteFormat(json, options.ResponseFormat);
        if (options.Tools is { Count: > 0 } tools) WriteTools(json, tools, options);
        foreach (var (name, value) in options.AdditionalProperties ?? [])
        {
            json.WritePropertyName(name);
            JsonSerializer.Serialize(json, value, AIJsonUtilities.DefaultOptions);
        }
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
    }

    // As the shortest digits that are this float: 0.7, and not the double next to it.
    private static void Number(Utf8JsonWriter json, string name, float? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
    }

    private static void WriteFormat(Utf8JsonWriter json, ChatResponseFormat? format)
    {
        if (format is not ChatResponseFormatJson { Schema: var schema } named) return;
        json.WriteStartObject("response_format");
        json.WriteString("type", schema is null ? "json_object" : "json_schema");
        if (schema is { } given)
        {
            json.WriteStartObject("json_schema");
            json.WriteString("name", named.SchemaName ?? "answer");
            if (named.SchemaDescription is { } description) json.WriteString("description", description);
            json.WritePropertyName("schema");
            given.WriteTo(json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteTools(Utf8JsonWriter json, IList<AITool> tools, ChatOptions options)
    {
        json.WriteStartArray("tools");
        foreach (var tool in tools)
        {
            if (tool is not AIFunctionDeclaration function) throw new FastchatException(ErrorReason.ParameterUnsupported, $"The tool '{tool.Name}' is no function.", "tools");
            json.WriteStartObject();
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", function.Name);
            if (function.Description is { Length: > 0 } description) json.WriteString("description", description);
            json.WritePropertyName("parameters");
            function.JsonSchema.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (options.AllowMultipleToolCalls is { } several) json.WriteBoolean("parallel_tool_calls", several);
        WriteChoice(json, options.ToolMode);
    }

    private static void WriteChoice(Utf8JsonWriter json, ChatToolMode? mode)
    {
        if (mode is RequiredChatToolMode { RequiredFunctionName: { } name })
        {
            json.WriteStartObject("tool_choice");
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", name);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        else if (mode is not null)
        {
            json.WriteString("tool_choice", mode is RequiredChatToolMode ? "required" : mode is NoneChatToolMode ? "none" : "auto");
        }
    }
}
