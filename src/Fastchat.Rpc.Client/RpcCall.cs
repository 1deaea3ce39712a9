using Fastchat.Rpc.Client.Configuration;
using Fastchat.Rpc.Client.Retries;
using Grpc.Core;

namespace Fastchat.Rpc.Client;

/// <summary>
/// One call, whatever its kind: a request body goes out, a stream of responses comes back, one outcome ends it.
/// The first outcome wins; everything that ends a call (the server's status, a failure, the deadline, the caller) goes
/// through <see cref="TryEnd"/>, which also stops what is still under way.
/// </summary>
internal sealed class RpcCall<TResponse> : IDisposable
    where TResponse : class
{
    private readonly RpcChannel _channel;
    private readonly IMethod _method;
    private readonly Marshaller<TResponse> _marshaller;
    private readonly string? _host;
    private readonly CallOptions _options;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<Metadata> _headers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<CallOutcome> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<FrameReader> _body = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MethodConfig _config;
    private readonly RequestLog _requests;
    private readonly RetryDecision _decision;
    private readonly CallDeadline? _deadline;
    private readonly CancellationTokenRegistration _callerCancellation;

    private HttpResponseMessage? _response;
    private volatile CallOutcome? _outcome;
    private bool _anyResponse;

    public RpcCall(RpcChannel channel, IMethod method, Marshaller<TResponse> marshaller, string? host, CallOptions options)
    {
        _channel = channel;
        _method = method;
        _marshaller = marshaller;
        _host = host;
        _options = options;
        _config = channel.MethodConfigs.Of(method);
        _requests = new RequestLog(channel.RetryBuffer);
        _decision = new RetryDecision(_config.RetryPolicy, channel.RetryThrottle, channel.Options.Random);

        // Before the call counts as begun: one that is refused here would never end.
        CallDeadline.ThrowIfNotUtc(options.Deadline);
        var deadline = EarliestDeadline();
        channel.CallBegins();

        // The token last: if it has fired already, the call ends right here.
        _deadline = CallDeadline.Start(deadline, channel.Options.TimeProvider, () => TryEnd(CallOutcome.DeadlineExceeded));
        _callerCancellation = options.CancellationToken.UnsafeRegister(static call => ((RpcCall<TResponse>)call!).Cancel(), this);
        if (_outcome is not null) ReleaseTriggers();
    }

    /// <summary>Completes with the server's headers.</summary>
    public Task<Metadata> ResponseHeadersAsync => _headers.Task;

    /// <summary>Completes with the outcome; never fails.</summary>
    public Task<CallOutcome> Ended => _ended.Task;

    /// <summary>The outcome, or null while the call is under way.</summary>
    public CallOutcome? Outcome => _outcome;

    /// <summary>Fires when the call ends, however it ends.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>Whether something reads the response to its end without being asked to.</summary>
    public bool HasSingleResponse => _method.Type is MethodType.Unary or MethodType.ClientStreaming;

    public Status GetStatus() => EndedOutcome().Status;

    public Metadata GetTrailers() => EndedOutcome().Trailers;

    /// <summary>Gives the call up; the stream is reset if it is under way.</summary>
    public void Cancel() => TryEnd(CallOutcome.Cancelled);

    public void Dispose() => Cancel();

    /// <summary>What the call sends.</summary>
    public RequestLog Requests => _requests;

    /// <summary>The most bytes a request may have.</summary>
    public int? MaxSendSize => Smaller(_channel.Options.MaxSendMessageSize, _config.MaxRequestMessageBytes);

    /// <summary>Sends the requests; failures are told by the call's tasks.</summary>
    public void Start() => _ = SendAsync();

    /// <summary>Ends the call because of an exception on this side or in between.</summary>
    public void Fail(Exception exception)
    {
        End(AttemptFailure.Of(exception).Outcome);
    }

    private void End(CallOutcome outcome)
    {
        // A server that keeps the deadline resets the stream when it passes, perhaps before our own timer has fired.
        TryEnd(outcome.Status.StatusCode == StatusCode.Cancelled && _deadline is { HasPassed: true } ? CallOutcome.DeadlineExceeded : outcome);
    }

    /// <summary>The next response, or null after the last one of a call that succeeded.</summary>
    /// <exception cref="RpcException">The call ended with another status than OK.</exception>
    public async ValueTask<TResponse?> ReadAsync()
    {
        var message = default(TResponse);
        try
        {
            var body = await _body.Task;
            if (_outcome is null)
            {
                message = await body.ReadAsync(_marshaller, Stopped);
                if (message is null) EndByTrailers(StatusReader.ReadTrailers(_response!));
                else _anyResponse = true;
            }
        }
        catch (Exception exception)
        {
            Fail(exception);
        }

        // A message that was read when the call was given up at the same moment is not handed out: the call has ended.
        if (_outcome is not { } outcome) return message;
        outcome.ThrowIfFailed();
        return null;
    }

    /// <summary>The only response of a call that has one.</summary>
    /// <exception cref="RpcException">The call ended with another status than OK, or without exactly one response.</exception>
    public async Task<TResponse> ReadSingleAsync()
    {
        var response = await ReadAsync();
        if (await ReadAsync() is not null)
        {
            TryEnd(CallOutcome.SecondResponse);
            _outcome!.ThrowIfFailed();
        }

        // Not null: a call that ends without its response does not end with OK.
        return response!;
    }

    private async Task SendAsync()
    {
        try
        {
            // Never on the wire if the token or the deadline came first.
            Stopped.ThrowIfCancellationRequested();
            _channel.ThrowIfClosed();
            ThrowIfNotCarried();
            var builder = new RequestBuilder(_channel.Options, _method, _host, _options, _deadline);
            var attempts = new CallAttempts(_channel, builder, _requests, _decision, _options.WaitForReady ?? _config.WaitForReady ?? false);

            var (response, failure) = await attempts.RunAsync(Stopped);
            if (response is not null)
            {
                await BeginReadingAsync(response, attempts.Previous);
                return;
            }

            // A server that answers with trailers alone has said that there are no headers.
            if (failure!.Reach == AttemptReach.Served) _headers.TrySetResult(Metadata.Empty);
            End(failure.Outcome);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    private async Task BeginReadingAsync(HttpResponseMessage response, int previousAttempts)
    {
        if (!TryKeep(response)) return;
        var headers = MetadataHeaders.Read(response);
        if (previousAttempts > 0) headers.Add("grpc-previous-rpc-attempts", $"{previousAttempts}");
        _headers.TrySetResult(headers);

        var stream = await response.Content.ReadAsStreamAsync(Stopped);
        _body.TrySetResult(new FrameReader(
            stream,
            MetadataHeaders.Single(response.Headers.NonValidated, "grpc-encoding"),
            Smaller(_channel.Options.MaxReceiveMessageSize, _config.MaxResponseMessageBytes),
            _channel.Options.WireFormat == WireFormat.GrpcWeb ? response.TrailingHeaders : null));
    }

    // HttpClient reads an HTTP/1.1 response only when the request has been sent whole.
    private void ThrowIfNotCarried()
    {
        if (_method.Type == MethodType.DuplexStreaming && _channel.Options.HttpVersion.Major < 2)
            throw new RpcException(new Status(StatusCode.Unimplemented, "There are no bidirectional calls over HTTP/1.1."));
    }

    private DateTime? EarliestDeadline()
    {
        var now = _channel.Options.TimeProvider.GetUtcNow();
        if (_config.Timeout is not { } timeout || timeout > DateTimeOffset.MaxValue - now) return _options.Deadline;
        var ofMethod = (now + timeout).UtcDateTime;
        return _options.Deadline is { } ofCall && ofCall < ofMethod ? ofCall : ofMethod;
    }

    private static int? Smaller(int? one, int? other) => one is null || other < one ? other ?? one : one;

    /// <summary>Takes the response, unless the call has ended while it was on its way.</summary>
    private bool TryKeep(HttpResponseMessage response)
    {
        lock (_gate)
        {
            if (_outcome is null)
            {
                _response = response;
                return true;
            }
        }

        response.Dispose();
        return false;
    }

    private void EndByTrailers(CallOutcome outcome)
    {
        if (!outcome.IsOk) _decision.Count(outcome);
        TryEnd(outcome);
    }

    private void TryEnd(CallOutcome outcome)
    {
        if (outcome.IsOk && HasSingleResponse && !_anyResponse) outcome = CallOutcome.NoResponse;
        lock (_gate)
        {
            if (_outcome is not null) return;
            _outcome = outcome;
        }

        ReleaseTriggers();
        // Stops a request that is being sent or a response that is being read; a response that has not been read to its
        // end is reset by disposing of it.
        _stop.Cancel();
        _response?.Dispose();
        _requests.Dispose();
        _channel.CallEnds(outcome);

        if (outcome.IsOk)
        {
            // Only if there was no body at all: its reader then finds the outcome.
            _body.TrySetCanceled(CancellationToken.None);
        }
        else
        {
            var failure = outcome.ToException();
            _headers.TrySetException(failure);
            _body.TrySetException(failure);
            // Nobody has to look at these two; an unobserved failure is not news.
            _ = _headers.Task.Exception;
            _ = _body.Task.Exception;
        }

        _ended.TrySetResult(outcome);
    }

    private void ReleaseTriggers()
    {
        _deadline?.Dispose();
        // Not Dispose, which waits for a callback that may be the one we are in.
        _callerCancellation.Unregister();
    }

    private CallOutcome EndedOutcome() => _outcome ?? throw new InvalidOperationException("The call has not ended.");
}
