using System.Diagnostics;
using System.Threading.RateLimiting;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Registry;

namespace Fastchat.ModelGateway.Routing;

/// <summary>
/// One request to one target, and its place at the provider: (1) <see cref="OpenAsync"/> waits for the first delta,
/// (2) <see cref="NextAsync"/> for each further one, (3) disposing gives everything back. What goes wrong comes out typed.
/// </summary>
internal sealed class Attempt : IAsyncDisposable
{
    private readonly CallScope _call;
    private readonly Candidate _candidate;
    private readonly RateLimitLease _place;
    private readonly CancellationTokenSource _stop;
    private readonly Patience _patience;
    private IAsyncEnumerator<ModelDelta>? _stream;
    private Activity? _activity;
    private bool _hasBegun;
    private bool _isDisposed;

    public Attempt(CallScope call, RegisteredModel model, Candidate candidate, RateLimitLease place)
    {
        _call = call;
        _candidate = candidate;
        _place = place;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(call.Cancelled);
        _patience = new Patience(call.Watch, call.Clock, model.Timeouts, call.Deadline, _stop);
        Model = model;
        Origin = new ModelOrigin(model.Name, candidate.Target.Provider, candidate.Target.Model) { Price = model.Price };
    }

    /// <summary>The registered model it is for.</summary>
    public RegisteredModel Model { get; }

    /// <summary>Where it goes.</summary>
    public ModelTarget Target => _candidate.Target;

    /// <summary>Who answers.</summary>
    public ModelOrigin Origin { get; set; }

    /// <summary>What came last.</summary>
    public ModelDelta Current => _stream!.Current;

    /// <summary>Asks, and waits for the first delta. An attempt that fails has given everything back.</summary>
    /// <exception cref="FastchatException">What went wrong.</exception>
    public async Task OpenAsync(ModelRequest request, bool isRetry)
    {
        var begun = _call.Clock.GetTimestamp();
        _activity = _call.Metrics.Attempt(Target.Provider, Target.Model, isRetry);
        _patience.AwaitFirst();
        _call.Watch.Enter(_patience);
        try
        {
            _stream = _candidate.Provider.ChatModel(Target.Model).StreamAsync(request.For(Target.Model), _stop.Token).GetAsyncEnumerator(_stop.Token);
            if (!await _stream.MoveNextAsync()) throw new FastchatException(ErrorReason.UpstreamStreamBroken, "The model ended without a word.");
            _patience.Rest();
            _hasBegun = true;
        }
        catch (Exception e)
        {
            var failure = Translate(e);
            if (failure is FastchatException typed)
            {
                _candidate.Fail(typed, _call.Clock);
                await ReportAsync(typed);
            }

            await DisposeAsync();
            if (ReferenceEquals(failure, e)) throw;
            throw failure;
        }

        _call.Metrics.FirstToken(Target.Provider, _call.Clock.GetElapsedTime(begun));
        await _candidate.Guard.ReportAsync(null);
    }

    /// <summary>Waits for the next delta; false at the end. What it throws is to be given to <see cref="BreakAsync"/>.</summary>
    public ValueTask<bool> NextAsync()
    {
        // What has come already needs no time.
        var next = _stream!.MoveNextAsync();
        if (!next.IsCompleted) _patience.AwaitNext();
        return next;
    }

    /// <summary>A delta has come.</summary>
    public void Rest() => _patience.Rest();

    /// <summary>The stream broke after its first delta.</summary>
    /// <returns>What went wrong, typed; or the cancellation, when the caller went away.</returns>
    public async ValueTask<Exception> BreakAsync(Exception error)
    {
        var failure = Translate(error);
        if (failure is not FastchatException typed || _patience.Ended == PatienceEnd.Total) return failure;

        // Once for itself, and once for the first delta, which counted as a success.
        await ReportAsync(typed);
        await _candidate.Guard.ReportAsync(typed);
        return failure;
    }

    /// <summary>Gives it up: another was quicker.</summary>
    public void Cancel() => _patience.End();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _call.Watch.Leave(_patience);
        try
        {
            if (_stream is not null) await _stream.DisposeAsync();
        }
        catch (Exception e)
        {
            Log.NotClosed(_call.Logger, Target.Provider, e);
        }
        finally
        {
            _stop.Dispose();
            _candidate.Guard.Leave(_place);
            _activity?.Dispose();
        }
    }

    private Exception Translate(Exception error)
    {
        // The order matters: a stream that we ended may say anything of why it ended.
        if (_call.Cancelled.IsCancellationRequested) return error as OperationCanceledException ?? new OperationCanceledException(error.Message, error, _call.Cancelled);
        if (_patience.Ended != PatienceEnd.None) return new FastchatException(ErrorReason.UpstreamTimeout, _patience.Message(), inner: error);
        if (_stop.IsCancellationRequested) return error as OperationCanceledException ?? new OperationCanceledException(error.Message, error, _stop.Token);
        if (error is FastchatException) return error;
        Log.AttemptFaulty(_call.Logger, Target.Provider, error);
        return new FastchatException(ErrorReason.UpstreamUnavailable, "The model's provider failed.", inner: error);
    }

    private async ValueTask ReportAsync(FastchatException failure)
    {
        _activity?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", ErrorTable.Code(failure.Reason));
        _call.Metrics.Failed(Target.Provider, failure, _hasBegun);
        Log.AttemptFailed(_call.Logger, Target.Provider, failure.Message, failure.InnerException);
        await _candidate.Guard.ReportAsync(failure);
    }
}
