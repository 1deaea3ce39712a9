using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Registry;

namespace Fastchat.ModelGateway.Routing;

/// <summary>
/// One call on its way: (1) find somebody whose first delta is there, through targets, repeats and fallbacks; (2) say who it
/// is; (3) hand on what comes; (4) when it breaks, end with an error or, where the caller asked for it, switch and go on at (2).
/// </summary>
internal sealed class RoutedCall(CallScope call, RegisteredModel model, ModelRequest request, FallbackRequest? fit)
{
    // Of models that all break, each takes a piece of the caller's patience and money.
    private const int MostSwitches = 3;

    private readonly FallbackTrail _trail = new(call.Registry, model);
    private readonly AnswerSoFar _soFar = new(request.OnBreak);

    public async IAsyncEnumerable<ModelDelta> StreamAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // (1) Somebody who answers.
        call.Begin(model.Timeouts.Total, cancellationToken);
        var attempt = await OpenAsync(model, request);
        ModelSwitch? taken = null;
        var switches = 0;
        try
        {
            while (true)
            {
                // (2) Who it is.
                yield return new ModelDelta { Origin = attempt.Origin, Switch = taken };

                // (3) What comes. Nothing is made here per delta: an iterator cannot yield from a catch block, so the fault is carried out of it.
                Exception? fault = null;
                var ends = default(ChoiceEnds);
                var more = true;
                while (more)
                {
                    var delta = attempt.Current;
                    ends.Add(delta);
                    _soFar.Add(delta);
                    yield return delta;
                    try
                    {
                        more = await attempt.NextAsync();
                        attempt.Rest();
                    }
                    catch (Exception e)
                    {
                        fault = e;
                        break;
                    }
                }

                if (fault is null && ends.IsWhole) yield break;

                // (4) It broke.
                var error = await attempt.BreakAsync(fault ?? new FastchatException(ErrorReason.UpstreamStreamBroken, "The model's provider broke off in the middle of its answer."));
                if (error is not FastchatException failure) throw error;
                failure = _soFar.Describe(failure);
                await attempt.DisposeAsync();
                if (++switches > MostSwitches || await TakeOverAsync(attempt) is not { } next) throw failure;
                taken = new ModelSwitch(attempt.Origin, next.Origin, request.OnBreak == BreakHandling.SwitchDiscard);
                attempt = next;
                call.Metrics.Switched(next.Target.Provider);
                if (taken.Discards) _soFar.Discard();
            }
        }
        finally
        {
            await attempt.DisposeAsync();
        }
    }

    private async Task<Attempt> OpenAsync(RegisteredModel from, ModelRequest asked)
    {
        var (current, fitted) = (from, asked);
        FastchatException? first = null;
        var cause = FailureCause.Error;
        while (true)
        {
            try
            {
                return await new ModelAsk(call, current, fitted).OpenAsync();
            }
            catch (FastchatException e) when (first is not null || FailureCauses.Of(e) is not null)
            {
                // What is wrong with a fallback does not concern the caller: the first failure is what is told.
                cause = FailureCauses.Of(e) ?? cause;
                first ??= e;
            }

            if (call.Left <= TimeSpan.Zero || NextFallback(cause, asked) is not { } next) ExceptionDispatchInfo.Throw(first);
            else
            {
                Log.FellBack(call.Logger, current.Name, cause, next.Model.Name);
                call.Metrics.FellBack(cause);
                (current, fitted) = next;
            }
        }
    }

    private (RegisteredModel Model, ModelRequest Request)? NextFallback(FailureCause cause, ModelRequest asked)
    {
        while (_trail.Next(cause) is { } next)
        {
            try
            {
                if ((fit is null ? asked : fit(next, asked)) is { } fitted) return (next, fitted);
            }
            catch (FastchatException)
            {
                // It cannot do what is asked; perhaps the next one can.
            }
        }

        return null;
    }

    private async Task<Attempt?> TakeOverAsync(Attempt broken)
    {
        if (request.OnBreak == BreakHandling.Error || call.Left <= TimeSpan.Zero || _soFar.Continue(request) is not { } rest) return null;
        call.Broken.Add(broken.Target);
        try
        {
            var fitted = fit is null || ReferenceEquals(broken.Model, model) ? rest : fit(broken.Model, rest);
            return fitted is null ? null : await OpenAsync(broken.Model, fitted);
        }
        catch (FastchatException)
        {
            // Nobody can: then it stays with the break.
            return null;
        }
    }
}
