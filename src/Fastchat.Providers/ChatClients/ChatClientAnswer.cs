using System.Text.Json;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.ModelGateway;
using Fastchat.Providers.Models;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.AI;
using TextContent = Microsoft.Extensions.AI.TextContent;

namespace Fastchat.Providers.ChatClients;

/// <summary>The updates of one answer of a plugged-in client as deltas.</summary>
internal sealed class ChatClientAnswer(int choice, ChatClientUsage usage)
{
    private string? _reason;
    private int _calls;

    /// <summary>The failure that the client told instead of going on; null for none.</summary>
    public UpstreamError? Error { get; private set; }

    /// <summary>What an update says. The reason for the end waits for the end: a client may state it and go on.</summary>
    public IEnumerable<ModelDelta> Read(ChatResponseUpdate update)
    {
        _reason = update.FinishReason?.Value ?? _reason;
        foreach (var content in update.Contents)
        {
            switch (content)
            {
                case TextContent { Text.Length: > 0 } text:
                    yield return new ModelDelta { Choice = choice, Text = text.Text };
                    break;
                case TextReasoningContent { Text.Length: > 0 } reasoning:
                    yield return new ModelDelta { Choice = choice, Rest = new Struct { Fields = { ["reasoning_content"] = Value.ForString(reasoning.Text) } } };
                    break;
                case FunctionCallContent { InformationalOnly: false } call:
                    yield return new ModelDelta { Choice = choice, ToolCalls = [Call(call)] };
                    break;
                case UsageContent stated:
                    usage.Add(stated.Details);
                    break;
                case ErrorContent { ErrorCode: GatewayUpdates.Refusal } refusal:
                    yield return new ModelDelta { Choice = choice, Refusal = refusal.Message };
                    break;
                case ErrorContent error:
                    Error = new UpstreamError(error.Message, Code: error.ErrorCode);
                    yield break;
                default:
                    break;
            }
        }
    }

    /// <summary>The end of the answer.</summary>
    public ModelDelta End() => new() { Choice = choice, FinishReason = _reason is { Length: > 0 } ? _reason : _calls > 0 ? "tool_calls" : "stop" };

    private ToolCall Call(FunctionCallContent call) => new()
    {
        Index = _calls++,
        Id = call.CallId,
        Type = "function",
        Function = new FunctionCall
        {
            Name = call.Name,
            Arguments = call.Arguments is { } arguments ? JsonSerializer.Serialize(arguments, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IDictionary<string, object?>))) : "{}",
        },
    };
}
