using System.Runtime.CompilerServices;
using Fastchat.Chat.Privacy;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Contracts.Type.V1;
using Fastchat.Foundation;
using Fastchat.Runs;

namespace Fastchat.Chat.Conversations;

/// <summary>
/// Turns in threads, one at a time in each: (1) stop what came before, where the request wants that, (2) wait for the turn, (3) read
/// what was said by then, (4) take the turn. What it leaves is written with the run's end. Turns without a thread go straight to (4).
/// </summary>
public sealed class ThreadTurns(
    ConversationStore conversations, ConversationItemStore items, RunThreadStore line, RunCanceller canceller, PrivacyScreens screens, ChatTurn chat, TimeProvider clock)
{
    /// <summary>Takes a turn. Nothing is done before the first event is asked for.</summary>
    /// <exception cref="FastchatException">What the request, the search or the model is refused for.</exception>
    public async IAsyncEnumerable<TurnEvent> RunAsync(TurnRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (request is { Thread: { } thread, RunId: { } runId })
        {
            await foreach (var waiting in AwaitAsync(request.Tenant, thread, runId, cancellationToken)) yield return waiting;
            thread.HasTurn = true;
            request = await ReadAsync(request, thread, cancellationToken);
        }

        await foreach (var next in chat.RunAsync(request, cancellationToken)) yield return next;
    }

    /// <summary>What was said in a thread so far; nothing in a new one.</summary>
    /// <exception cref="FastchatException">CONVERSATION_NOT_FOUND.</exception>
    internal async Task<IReadOnlyList<ConversationItem>> ItemsAsync(TenantId tenant, ThreadWish wish, CancellationToken cancellationToken)
    {
        if (wish.IsNew) return [];
        if (!Ids.IsOwned(wish.ConversationId, Ids.Conversation, tenant)) throw wish.NotFound();
        return await items.ItemsAsync(tenant, wish.ConversationId, cancellationToken) ?? throw wish.NotFound();
    }

    /// <summary>The turn that a request takes in its thread.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="wish">The thread.</param>
    /// <param name="asked">What is kept of what was asked.</param>
    /// <param name="before">What the request was made with.</param>
    /// <param name="messages">Makes the messages of the request from what was said before.</param>
    /// <param name="user">The user within the tenant; null for nobody.</param>
    internal ThreadTurn Turn(
        TenantId tenant,
        ThreadWish wish,
        IReadOnlyList<ResponseItem> asked,
        IReadOnlyList<ConversationItem> before,
        Func<IReadOnlyList<ConversationItem>, CancellationToken, Task<IReadOnlyList<ChatMessage>>> messages,
        string? user) => new(
        wish,
        asked,
        messages,
        async (connection, cipher) =>
        {
            if (wish.IsNew) await ConversationStore.AddAsync(connection, cipher, tenant, ConversationRecord.Plain(wish.ConversationId, clock.GetUtcNow()), [], user);
            else if (!await conversations.LockAsync(connection, tenant, wish.ConversationId)) throw wish.NotFound();
        },
        (connection, cipher, left) => ConversationItemStore.AppendAsync(connection, cipher, tenant, wish.ConversationId, left, clock.GetUtcNow()))
        {
            Seen = Last(before),
        };

    private async IAsyncEnumerable<TurnEvent> AwaitAsync(TenantId tenant, ThreadTurn thread, string runId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (thread.Wish.OnBusy is OnBusy.Interrupt or OnBusy.Rollback)
        {
            foreach (var earlier in await line.StopEarlierAsync(tenant, thread.ThreadId, runId, thread.Wish.OnBusy == OnBusy.Rollback, cancellationToken))
                await canceller.CancelAsync(tenant, earlier, cancellationToken);
        }

        using var ends = line.Listen(thread.ThreadId);
        for (var looks = 0; await line.FirstAsync(tenant, thread.ThreadId, cancellationToken) is var first && first != runId; looks++)
        {
            // None is first: not even this one is under way, for another node took this one for dead.
            if (first is null) throw new FastchatException(ErrorReason.Interrupted, "The run was ended while it waited for its thread.");
            if (looks == 0) yield return new TurnEvent(StatusKind.Queued);
            await ends.WaitAsync(cancellationToken);
        }
    }

    private async Task<TurnRequest> ReadAsync(TurnRequest request, ThreadTurn thread, CancellationToken cancellationToken)
    {
        if (thread.Wish.IsNew || !thread.Wish.Remembers) return request;
        var before = await ItemsAsync(request.Tenant, thread.Wish, cancellationToken);
        if (Last(before) == thread.Seen) return request;
        var parameters = request.Parameters.Clone();
        parameters.Messages.Clear();
        parameters.Messages.AddRange(await thread.MessagesAsync(before, cancellationToken));
        return await screens.AdmitAsync(request with { Parameters = parameters }, textName: "text", cancellationToken);
    }

    private static long Last(IReadOnlyList<ConversationItem> before) => before is [.., var last] ? last.Sequence : 0;
}
