using Fastchat.Foundation;
using Fastchat.ModelGateway.Registry;

namespace Fastchat.ModelGateway.Routing;

/// <summary>
/// Opens an attempt; where the model is hedged and the attempt says nothing for too long, a second one beside it. The first
/// to say something answers; the other is given up at once.
/// </summary>
internal sealed class HedgedOpening(CallScope call, RegisteredModel model, ModelRequest request)
{
    /// <summary>The attempt that answers.</summary>
    /// <param name="first">The one to begin with.</param>
    /// <param name="next">Gives the next target's, if there is one.</param>
    /// <param name="isRetry">Whether the targets have been asked before.</param>
    /// <exception cref="FastchatException">Why none does.</exception>
    public async Task<Attempt> OpenAsync(Attempt first, Func<Attempt?> next, bool isRetry)
    {
        var opening = first.OpenAsync(request, isRetry);
        if (model.HedgeAfter is not { } patience || model.Targets.Count < 2 || await EndsWithinAsync(opening, patience) || next() is not { } second)
        {
            await opening;
            return first;
        }

        var other = second.OpenAsync(request, isRetry);
        if (await Task.WhenAny(opening, other) is { IsCompletedSuccessfully: false } failed)
        {
            // A failure is no answer: the one that is left decides. This one has been noted where it happened.
            _ = failed.Exception;
            await (failed == opening ? other : opening);
            call.Metrics.Hedged(second.Target.Provider, won: failed == opening);
            return failed == opening ? second : first;
        }

        var secondWon = !opening.IsCompletedSuccessfully;
        var (winner, loser, lost) = secondWon ? (second, first, opening) : (first, second, other);
        call.Metrics.Hedged(second.Target.Provider, secondWon);
        winner.Origin = winner.Origin with { Beaten = loser.Origin };
        loser.Cancel();
        _ = DropAsync(loser, lost);
        return winner;
    }

    private async Task<bool> EndsWithinAsync(Task opening, TimeSpan patience)
    {
        if (opening.IsCompleted) return true;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(call.Cancelled);
        var ended = await Task.WhenAny(opening, Task.Delay(patience, call.Clock, enough.Token)) == opening;
        await enough.CancelAsync();
        return ended || call.Cancelled.IsCancellationRequested;
    }

    // The loser's end concerns nobody; but one that spoke in the same moment has a connection to close.
    private static async Task DropAsync(Attempt loser, Task opening)
    {
        await opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await loser.DisposeAsync();
    }
}
