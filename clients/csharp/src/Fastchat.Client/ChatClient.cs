using System.Runtime.CompilerServices;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Type.V1;

namespace Fastchat.Client;

/// <summary>Answers: <c>client.Chat</c>.</summary>
public sealed class ChatClient
{
    private readonly ChatService.ChatServiceClient _raw;

    internal ChatClient(ChatService.ChatServiceClient raw) => _raw = raw;

    /// <summary>
    /// Answers as a stream of events, the last of which has <see cref="ChatEvent.Complete"/>. A run that fails throws in
    /// place of its last event. Leaving the loop early cancels the answer, down to the model.
    /// </summary>
    /// <exception cref="FastchatApiException">The call or the run failed.</exception>
    public async IAsyncEnumerable<ChatEvent> StreamAsync(ChatQuestion question, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        var request = question.ToRequest();
        var isComplete = false;
        await foreach (var response in ApiCalls.StreamAsync(options => _raw.Chat(request, options), cancellationToken))
        {
            if (response.Event is not { } chatEvent) continue;
            if (chatEvent.Error is { } error) throw ApiErrors.FromReason(error.Code, error.Message, error.Retryable);
            isComplete |= chatEvent.Complete is not null;
            yield return chatEvent;
        }

        if (!isComplete) throw ApiErrors.Unfinished();
    }

    /// <summary>Answers as a whole: the stream drained.</summary>
    /// <exception cref="FastchatApiException">The call or the run failed.</exception>
    public async Task<ChatAnswer> AskAsync(ChatQuestion question, CancellationToken cancellationToken = default)
    {
        var answer = default(ChatAnswer);
        await foreach (var chatEvent in StreamAsync(question, cancellationToken))
        {
            if (chatEvent.Complete is { } done)
                answer = new ChatAnswer(done.Text, done.Citations, done.Usage ?? new TokenUsage(), done.FinishReason, done.Model, chatEvent.RunId);
        }

        return answer ?? throw ApiErrors.Unfinished();
    }
}
