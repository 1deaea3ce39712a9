using System.Data.Common;
using Fastchat.Chat.Responses;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Encryption;
using Fastchat.Runs;

namespace Fastchat.Chat.Conversations;

/// <summary>One turn in a thread: what it waits for, what it reads, and what it leaves.</summary>
/// <param name="wish">The thread.</param>
/// <param name="asked">What is kept of what was asked.</param>
/// <param name="messages">Makes the messages of the request from what was said before.</param>
/// <param name="lockAsync">Locks the thread within the transaction that begins the run.</param>
/// <param name="appendAsync">Adds items to the thread within the transaction that ends the run.</param>
internal sealed class ThreadTurn(
    ThreadWish wish,
    IReadOnlyList<ResponseItem> asked,
    Func<IReadOnlyList<ConversationItem>, IEnumerable<ChatMessage>> messages,
    Func<DbConnection, TenantCipher, Task> lockAsync,
    Func<DbConnection, TenantCipher, IReadOnlyList<NewItem>, Task> appendAsync)
{
    /// <summary>The thread.</summary>
    public ThreadWish Wish => wish;

    /// <summary>Its id.</summary>
    public string ThreadId { get; } = ThreadShapes.ThreadOf(wish.ConversationId);

    /// <summary>How the run takes hold of it.</summary>
    public RunThread Hold => new(ThreadId, wish.OnBusy, lockAsync);

    /// <summary>The sequence of the last item that the request was made with.</summary>
    public long Seen { get; set; }

    /// <summary>Whether the run holds the thread. What never did leaves nothing in it.</summary>
    public bool HasTurn { get; set; }

    /// <summary>The messages of the request behind what was said before.</summary>
    public IEnumerable<ChatMessage> Messages(IReadOnlyList<ConversationItem> before) => messages(before);

    /// <summary>What the run leaves when it ends so.</summary>
    public RunLeaving Leaving(string runId, ChatEvent last, RunEvents events)
    {
        IReadOnlyList<NewItem> left = last.Complete is { } answer ? Items(runId, answer)
            : HasTurn && last.Error.Code == ErrorTable.Code(ErrorReason.Cancelled) ? Items(runId, events.Cut())
            : [];
        return new RunLeaving(ThreadId, (connection, cipher) => left.Count == 0 ? Task.CompletedTask : appendAsync(connection, cipher, left), wish.Forgets);
    }

    // An answer that was cut before its first word is none.
    private List<NewItem> Items(string runId, Completion answer)
    {
        var isMute = answer is { FinishReason: AnswerBuilder.Cut, Text.Length: 0, HasRefusal: false };
        return [.. asked.Concat(isMute ? [] : ResponseShape.Items(answer, ResponseIds.Of(runId), tellsResults: true)).Select(item => new NewItem(item))];
    }
}
