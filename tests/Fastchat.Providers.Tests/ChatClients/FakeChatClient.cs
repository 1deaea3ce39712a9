using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Fastchat.Providers.ChatClients;

/// <summary>A client that answers by the last words it is sent.</summary>
internal sealed class FakeChatClient : IChatClient
{
    private int _open;

    /// <summary>What it was asked, in order.</summary>
    public ConcurrentQueue<(IReadOnlyList<ChatMessage> Messages, ChatOptions Options)> Requests { get; } = new();

    /// <summary>How many answers are under way.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>What it throws when it is told to fail.</summary>
    public Exception Failure { get; set; } = new HttpRequestException("no", inner: null, HttpStatusCode.ServiceUnavailable);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var list = messages.ToList();
        Requests.Enqueue((list, options!));
        Interlocked.Increment(ref _open);
        try
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            switch (list.Last(m => m.Role == ChatRole.User).Text)
            {
                case "for ever":
                    yield return Say("again ");
                    await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                    break;
                case "call them":
                    yield return new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("call_1", "f", new Dictionary<string, object?> { ["a"] = 1 })]);
                    yield return new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("call_2", "g")]);
                    yield return new ChatResponseUpdate(ChatRole.Assistant, [Usage()]);
                    break;
                case "fail at once":
                    throw Failure;
                case "fail midway":
                    yield return Say("Half");
                    throw Failure;
                case "tell of a failure":
                    yield return new ChatResponseUpdate(ChatRole.Assistant, [new ErrorContent("no") { ErrorCode = "rate_limit_exceeded" }]);
                    break;
                case var _ when options?.ResponseFormat is ChatResponseFormatJson:
                    yield return new ChatResponseUpdate(ChatRole.Assistant, "{}") { FinishReason = ChatFinishReason.Stop };
                    break;
                default:
                    yield return new ChatResponseUpdate(ChatRole.Assistant, [new TextReasoningContent("Hm.")]);
                    yield return Say("Hello");
                    yield return new ChatResponseUpdate(ChatRole.Assistant, " there.") { FinishReason = ChatFinishReason.Stop };
                    yield return new ChatResponseUpdate(ChatRole.Assistant, [Usage()]);
                    break;
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("acme") : null;

    public void Dispose()
    {
    }

    private static ChatResponseUpdate Say(string text) => new(ChatRole.Assistant, text);

    private static UsageContent Usage() => new(new UsageDetails { InputTokenCount = 3, OutputTokenCount = 2, TotalTokenCount = 5, ReasoningTokenCount = 1 });
}
