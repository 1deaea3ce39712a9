using System.Runtime.CompilerServices;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Microsoft.Extensions.Logging;

namespace Fastchat.Chat;

/// <summary>A turn as the events of a run: numbered from 1 without gaps, ended by exactly one terminal event.</summary>
internal sealed class RunEvents(string runId, string threadId, string model, TimeProvider clock, ILogger logger)
{
    private readonly EventSequence _events = new(runId, threadId, clock);
    private readonly AnswerBuilder _answer = new(model);

    /// <summary>Makes the events. Whatever goes wrong is the terminal one, unless the caller has left, who hears of nothing.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="stop">Fires when the turn is to stop.</param>
    /// <param name="callerLeft">Fires when it is to stop because the caller has left.</param>
    public async IAsyncEnumerable<ChatEvent> MakeAsync(IAsyncEnumerable<TurnEvent> turn, [EnumeratorCancellation] CancellationToken stop, CancellationToken callerLeft)
    {
        yield return _events.Status(StatusKind.Started);
        await using var source = turn.GetAsyncEnumerator(stop);
        while (true)
        {
            var (hasNext, failure) = await NextAsync(source, stop, callerLeft);
            if (failure is not null)
            {
                yield return _events.Error(failure);
                yield break;
            }

            if (!hasNext) break;
            foreach (var chatEvent in Events(source.Current)) yield return chatEvent;
        }

        var completion = _answer.Build();
        yield return _events.Usage(completion.Usage);
        yield return _events.Complete(completion);
    }

    /// <summary>What was said so far, without the calls that were asked for: nobody will answer them.</summary>
    public Completion Cut()
    {
        var said = _answer.Build();
        said.FinishReason = AnswerBuilder.Cut;
        said.ToolCalls.Clear();
        return said;
    }

    /// <summary>The terminal event of a run that ends otherwise.</summary>
    public ChatEvent Error(FastchatException failure) => _events.Error(failure);

    private IEnumerable<ChatEvent> Events(TurnEvent turnEvent)
    {
        _answer.Add(turnEvent);
        if (turnEvent.Status != StatusKind.Unspecified) yield return _events.Status(turnEvent.Status, turnEvent.Message);
        if (turnEvent.Search is { } search) yield return _events.Searched(search);
        if (turnEvent.Delta?.Switch is { } taken) yield return _events.Switched(taken);
        if (turnEvent.Delta is { Choice: 0 } delta)
        {
            if (delta is { Refusal: null, Logprobs: null, Text.Length: > 0 }) yield return _events.Token(delta.Text);
            else if (delta is { Refusal.Length: > 0 } or { Text.Length: > 0 }) yield return _events.Token(Token(delta));
            if (delta.ToolCalls is null) yield break;
            foreach (var piece in _answer.AddCalls(delta)) yield return _events.Call(piece);
        }

        if (turnEvent is { Citation: { } citation, Choice: 0 }) yield return _events.Cite(citation);
    }

    private static TokenDelta Token(ModelGateway.ModelDelta delta)
    {
        var token = new TokenDelta { Text = delta.Text ?? "" };
        if (delta.Refusal is { Length: > 0 } refusal) token.Refusal = refusal;
        token.Logprobs.AddRange(AnswerBuilder.Logprobs(delta));
        return token;
    }

    // An iterator cannot yield from a catch block, so failures come back as values.
    private async ValueTask<(bool HasNext, FastchatException? Failure)> NextAsync(IAsyncEnumerator<TurnEvent> source, CancellationToken stop, CancellationToken callerLeft)
    {
        try
        {
            return (await source.MoveNextAsync(), null);
        }
        catch (FastchatException e)
        {
            return (false, e);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !callerLeft.IsCancellationRequested)
        {
            return (false, new FastchatException(ErrorReason.Cancelled, "The run was cancelled."));
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            var id = Guid.NewGuid().ToString("N");
            Log.RunFailed(logger, id, e);
            return (false, new FastchatException(ErrorReason.Internal, $"The server failed; its log knows this as {id}."));
        }
    }
}
