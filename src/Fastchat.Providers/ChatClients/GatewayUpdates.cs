using System.Text.Json;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.ModelGateway;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.AI;
using ChatRole = Microsoft.Extensions.AI.ChatRole;
using TextContent = Microsoft.Extensions.AI.TextContent;

namespace Fastchat.Providers.ChatClients;

/// <summary>The deltas of one answer as the abstraction's updates. Calls come in pieces and leave whole, before the end.</summary>
internal sealed class GatewayUpdates(string model)
{
    /// <summary>The code by which clients of the abstraction tell a refusal from a failure.</summary>
    public const string Refusal = "Refusal";

    private readonly string _id = $"chatcmpl-{Guid.NewGuid():n}";
    private readonly SortedDictionary<int, ToolCall> _calls = [];

    /// <summary>What a delta becomes; null for nothing.</summary>
    public ChatResponseUpdate? Of(ModelDelta delta)
    {
        var contents = new List<AIContent>();
        if (delta.Rest?.Fields.GetValueOrDefault("reasoning_content") is { KindCase: Value.KindOneofCase.StringValue } reasoning) contents.Add(new TextReasoningContent(reasoning.StringValue));
        if (delta.Text is { } text) contents.Add(new TextContent(text));
        if (delta.Refusal is { } refusal) contents.Add(new ErrorContent(refusal) { ErrorCode = Refusal });
        foreach (var call in delta.ToolCalls ?? []) Gather(call);
        if (delta.FinishReason is not null) contents.AddRange(Calls());
        if (delta.Usage is { } usage) contents.Add(new UsageContent(Usage(usage)));
        if (contents.Count == 0 && delta.FinishReason is null) return null;
        return new ChatResponseUpdate(ChatRole.Assistant, contents)
        {
            ResponseId = _id,
            MessageId = _id,
            ModelId = model,
            FinishReason = delta.FinishReason is { } reason ? new ChatFinishReason(reason) : null,
        };
    }

    private void Gather(ToolCall piece)
    {
        var index = piece.HasIndex ? piece.Index : _calls.Count;
        if (!_calls.TryGetValue(index, out var call)) _calls[index] = call = new ToolCall { Function = new FunctionCall { Name = "", Arguments = "" } };
        if (piece.HasId) call.Id = piece.Id;
        if (piece.Function is not { } function) return;
        if (function.HasName) call.Function.Name = function.Name;
        if (function.HasArguments) call.Function.Arguments += function.Arguments;
    }

    private List<AIContent> Calls()
    {
        var calls = _calls.Values.Select(AIContent (call) => FunctionCallContent.CreateFromParsedArguments(
            call.Function.Arguments.Length > 0 ? call.Function.Arguments : "{}",
            call.Id,
            call.Function.Name,
            static json => JsonSerializer.Deserialize<Dictionary<string, object?>>(json, AIJsonUtilities.DefaultOptions)!)).ToList();
        _calls.Clear();
        return calls;
    }

    private static UsageDetails Usage(CompletionUsage usage) => new()
    {
        InputTokenCount = usage.PromptTokens,
        OutputTokenCount = usage.CompletionTokens,
        TotalTokenCount = usage.TotalTokens,
        CachedInputTokenCount = Detail(usage.PromptTokensDetails, "cached_tokens"),
        ReasoningTokenCount = Detail(usage.CompletionTokensDetails, "reasoning_tokens"),
    };

    private static long? Detail(Struct? details, string name) =>
        details?.Fields.GetValueOrDefault(name) is { KindCase: Value.KindOneofCase.NumberValue } count ? (long)count.NumberValue : null;
}
