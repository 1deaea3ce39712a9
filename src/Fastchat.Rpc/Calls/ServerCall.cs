using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Fastchat.Rpc.Http;
using Fastchat.Rpc.Json;

namespace Fastchat.Rpc.Calls;

/// <summary>
/// One call, whatever protocol it came by. To the service it is a <see cref="ServerCallContext"/>; to interceptors a
/// thing that reads requests and writes responses; each protocol subclasses it with its own bytes.
/// </summary>
public abstract class ServerCall : ServerCallContext, IDisposable
{
    // RFC 9113, section 7: CANCEL.
    private const int Http2Cancel = 8;

    private readonly HttpContext _http;
    private CancellationTokenSource? _deadlineSource;
    private CancellationTokenSource? _linkedSource;
    private CancellationToken _cancellation;
    private Metadata? _requestHeaders;
    private Metadata? _trailers;
    private Dictionary<object, object>? _userState;
    private DateTime _deadline = DateTime.MaxValue;
    private CallObserver[] _observers = [];
    private IMessage? _answer;
    private bool _stalled;
    private bool _over;

    internal ServerCall(HttpContext http, RpcMethod method)
    {
        _http = http;
        RpcMethod = method;
        _cancellation = http.RequestAborted;
    }

    /// <summary>What is called. Where a request's body chooses between two methods, interceptors see the plain one until it is read.</summary>
    public RpcMethod RpcMethod { get; private protected set; }

    /// <summary>Who calls, as the interceptor that looks at keys found out; null before it has.</summary>
    public object? Principal { get; set; }

    /// <summary>The id that replies and log lines of this call carry.</summary>
    public string RequestId => _http.TraceIdentifier;

    /// <summary>Whether the deadline has passed.</summary>
    public bool DeadlineExceeded => _deadlineSource is { IsCancellationRequested: true };

    /// <summary>Fires when the host stops and gives its calls up. For work that outlives its caller; it is part of <see cref="CancellationToken"/>.</summary>
    public CancellationToken HostStops => RpcMethod.Drained;

    /// <summary>What turns exceptions into faults; null before the call is served.</summary>
    internal CallFailures? Failures { get; private set; }

    /// <summary>Whether the call has to end because the host does.</summary>
    internal bool Drained => RpcMethod.Drained.IsCancellationRequested && !_http.RequestAborted.IsCancellationRequested;

    /// <summary>Whether the call has to end when the host must. Short ones are spared the cost: their connection is closed.</summary>
    private protected virtual bool EndsWithTheHost => RpcMethod.Streams;

    /// <summary>The HTTP exchange.</summary>
    internal HttpContext Http => _http;

    /// <summary>The trailers, or null when there are none.</summary>
    internal Metadata? Trailers => _trailers;

    /// <inheritdoc />
    protected override string MethodCore => RpcMethod.FullName;

    /// <inheritdoc />
    protected override string HostCore => _http.Request.Host.Value ?? "";

    /// <inheritdoc />
    protected override string PeerCore => _http.Connection.RemoteIpAddress switch
    {
        null => "unknown",
        { AddressFamily: AddressFamily.InterNetwork } v4 => $"ipv4:{v4}:{_http.Connection.RemotePort}",
        { IsIPv4MappedToIPv6: true } mapped => $"ipv4:{mapped.MapToIPv4()}:{_http.Connection.RemotePort}",
        IPAddress v6 => $"ipv6:[{v6}]:{_http.Connection.RemotePort}",
    };

    /// <inheritdoc />
    protected override DateTime DeadlineCore => _deadline;

    /// <inheritdoc />
    protected override Metadata RequestHeadersCore => _requestHeaders ??= MetadataHeaders.Read(_http.Request.Headers);

    /// <inheritdoc />
    protected override CancellationToken CancellationTokenCore => _cancellation;

    /// <inheritdoc />
    protected override Metadata ResponseTrailersCore => _trailers ??= [];

    /// <inheritdoc />
    protected override Status StatusCore { get; set; }

    /// <inheritdoc />
    protected override WriteOptions? WriteOptionsCore { get; set; }

    /// <inheritdoc />
    protected override IDictionary<object, object> UserStateCore => _userState ??= [];

    /// <summary>One request header as text, without making the whole of <see cref="ServerCallContext.RequestHeaders"/>.</summary>
    public string? Header(string name) => _http.Request.Headers.TryGetValue(name, out var values) ? (string?)values : null;

    /// <summary>Adds a response header; only before the first response has left.</summary>
    public virtual void SetResponseHeader(string name, string value) => _http.Response.Headers[name] = value;

    /// <summary>Adds a response header, unless the headers have left.</summary>
    public virtual bool TrySetResponseHeader(string name, string value)
    {
        if (_http.Response.HasStarted) return false;
        SetResponseHeader(name, value);
        return true;
    }

    /// <inheritdoc />
    protected override async Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ThrowIfOver();
        if (_http.Response.HasStarted || HasResponded) throw new InvalidOperationException("Response headers can be sent once, before the first response.");
        MetadataHeaders.Write(responseHeaders, _http.Response.Headers, prefix: "");
        await StartResponseAsync();
        await FlushAsync();
    }

    /// <summary>Whether a caller that takes nothing is told by a reset, because nothing passes what it leaves queued.</summary>
    private protected virtual bool CutsOffStalled => true;

    /// <summary>Shows the call's messages to an observer, behind those that are there already; for interceptors, before they hand on.</summary>
    public void Observe(CallObserver observer) => _observers = [.. _observers, observer];

    /// <summary>The observer of a kind; null when the call has none.</summary>
    public T? Observer<T>()
        where T : CallObserver
    {
        foreach (var observer in _observers)
        {
            if (observer is T found) return found;
        }

        return null;
    }

    /// <summary>Answers a call of one request and one response in the service's place; for observers of its request.</summary>
    /// <param name="response">The response, of the method's type.</param>
    public void Answer(IMessage response) => _answer = response;

    /// <summary>What an observer has answered; null when the service is to.</summary>
    internal IMessage? Answered => _answer;

    /// <summary>Serves the call when all interceptors have let it through.</summary>
    internal virtual Task ServeAsync() => RpcMethod.InvokeAsync(this);

    /// <summary>Reads the next request; null at the end.</summary>
    internal abstract ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Writes a response; with <see cref="WriteFlags.BufferHint"/> it may wait in the buffer for the next flush.</summary>
    internal abstract ValueTask WriteAsync(IMessage message, WriteFlags flags);

    /// <summary>Writes a response of the service, within the limit for responses.</summary>
    /// <exception cref="InvalidOperationException">The call is over.</exception>
    /// <exception cref="RpcFaultException">RESOURCE_EXHAUSTED: the message is larger than <see cref="RpcOptions.MaxSendMessageSize"/>.</exception>
    internal ValueTask SendAsync(IMessage message, WriteFlags flags)
    {
        ThrowIfOver();
        if (RpcMethod.Options.MaxSendMessageSize is { } limit && message.CalculateSize() is var size && size > limit)
            throw new RpcFaultException(new RpcFault(StatusCode.ResourceExhausted, $"A response has {size} bytes; the limit is {limit}.") { Reason = "RESPONSE_TOO_LARGE" });
        return _observers.Length == 0 ? WriteAsync(message, flags) : WriteObservedAsync(message, flags);
    }

    // Observers have mostly seen it at once: a streamed message then costs no more than their look.
    private ValueTask WriteObservedAsync(IMessage message, WriteFlags flags)
    {
        for (var i = 0; i < _observers.Length; i++)
        {
            var seen = _observers[i].OnResponseAsync(message);
            if (!seen.IsCompletedSuccessfully) return WriteAfterAsync(seen, i + 1, message, flags);
        }

        return WriteAsync(message, flags);
    }

    private async ValueTask WriteAfterAsync(ValueTask seen, int next, IMessage message, WriteFlags flags)
    {
        await seen;
        for (var i = next; i < _observers.Length; i++) await _observers[i].OnResponseAsync(message);
        await WriteAsync(message, flags);
    }

    /// <summary>Reads the next request for the service; null at the end.</summary>
    internal ValueTask<IMessage?> ReceiveAsync(CancellationToken cancellationToken) =>
        _observers.Length == 0 ? ReadAsync(cancellationToken) : ReceiveObservedAsync(cancellationToken);

    private async ValueTask<IMessage?> ReceiveObservedAsync(CancellationToken cancellationToken)
    {
        var message = await ReadAsync(cancellationToken);
        if (message is not null) foreach (var observer in _observers) await observer.OnRequestAsync(message);
        return message;
    }

    /// <summary>Whether a failure says that what the caller sent cannot be read.</summary>
    public static bool IsUnreadable(Exception failure) =>
        failure is JsonShapeException or UnreadableMessageException or BadHttpRequestException or IOException { InnerException: OverflowException };

    /// <summary>Whether a response waits to leave together with its headers, which are settled.</summary>
    private protected virtual bool HasResponded => false;

    /// <summary>Sends what waits in the buffer.</summary>
    internal abstract ValueTask FlushAsync();

    /// <summary>Sends the protocol's headers, without a message.</summary>
    protected abstract ValueTask StartResponseAsync();

    /// <summary>Ends the call on the wire: status, trailers or error, in the protocol's own form.</summary>
    /// <param name="fault">What went wrong; null for success.</param>
    protected abstract ValueTask FinishAsync(RpcFault? fault);

    /// <summary>Reads the request of a call that has exactly one; another number is UNIMPLEMENTED. Source: gRPC, "Status codes".</summary>
    internal async ValueTask<IMessage> ReadOnlyRequestAsync()
    {
        var request = await ReadAsync(CancellationToken)
            ?? throw new RpcFaultException(new RpcFault(StatusCode.Unimplemented, "The call carries no request message.") { Reason = "MISSING_REQUEST" });
        if (await ReadAsync(CancellationToken) is not null)
            throw new RpcFaultException(RpcFault.TooManyRequests(Method));
        foreach (var observer in _observers) await observer.OnRequestAsync(request);
        return request;
    }

    /// <summary>Sends what the response's body holds, or gives up when the caller has not taken it by the deadline, or for too long.</summary>
    internal async ValueTask FlushBodyAsync()
    {
        // Without the token: Kestrel takes a cancelled flush for a failure of its own and resets the stream as such.
        var flush = _http.Response.BodyWriter.FlushAsync(CancellationToken.None);
        if (flush.IsCompleted) await flush;
        else await WaitForReaderAsync(flush.AsTask());
    }

    /// <summary>Sends the last of the response, whose call may be beyond its deadline; a caller that does not take it for too long is cut off.</summary>
    /// <param name="last">What is left to write.</param>
    internal async ValueTask SendEndAsync(ReadOnlyMemory<byte> last = default)
    {
        var body = _http.Response.BodyWriter;
        var flush = last.IsEmpty ? body.FlushAsync(CancellationToken.None) : body.WriteAsync(last, CancellationToken.None);
        try
        {
            if (flush.IsCompleted) await flush;
            else await flush.AsTask().WaitAsync(RpcMethod.Options.StalledReaderTimeout, RpcMethod.Options.Clock, _http.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The caller has gone: nothing is owed.
        }
        catch (TimeoutException)
        {
            Reset();
        }
    }

    /// <summary>Waits until the caller has taken what is sent, or gives up: at the deadline, or when that takes too long.</summary>
    internal Task WaitForReaderAsync(Task sent) => WaitForReaderAsync(sent, _cancellation);

    /// <summary>The same, with a token of its own.</summary>
    internal async Task WaitForReaderAsync(Task sent, CancellationToken cancellationToken)
    {
        try
        {
            await sent.WaitAsync(RpcMethod.Options.StalledReaderTimeout, RpcMethod.Options.Clock, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _stalled = true;
            throw;
        }
        catch (TimeoutException)
        {
            _stalled = true;

            // Whatever else works for the call must hear of it too: a producer that waits for its next message, above all.
            if (_linkedSource is not null) await _linkedSource.CancelAsync();
            throw new RpcFaultException(new RpcFault(StatusCode.Cancelled, "The caller takes nothing of the response.") { Reason = "CANCELLED" });
        }
    }

    /// <summary>Refuses to serve a call that has ended: by then its exchange may be another call's.</summary>
    internal void ThrowIfOver()
    {
        if (_over) throw new InvalidOperationException($"The call of {Method} is over; its service had returned.");
    }

    /// <summary>Lets the call end by itself after <paramref name="timeout"/>; the last thing that opening a call does, see <see cref="RunAsync"/>.</summary>
    internal void StartDeadline(TimeSpan timeout, TimeProvider clock)
    {
        _deadline = (clock.GetUtcNow() + timeout).UtcDateTime;
        _deadlineSource = new CancellationTokenSource(timeout, clock);
        Link(_http.RequestAborted, _deadlineSource.Token, RpcMethod.Drained);
    }

    /// <summary>Lets the call's token fire with any of some.</summary>
    private protected void Link(params ReadOnlySpan<CancellationToken> tokens)
    {
        _linkedSource = CancellationTokenSource.CreateLinkedTokenSource(tokens);
        _cancellation = _linkedSource.Token;
    }

    /// <summary>Serves the call to its end: nothing but a fault the protocol can render comes out of the handler.</summary>
    internal async Task RunAsync(CallFailures failures)
    {
        Failures = failures;

        // Not before: a call that is refused when it is opened must leave nothing hanging on the host's token.
        if (_linkedSource is null && EndsWithTheHost) Link(_http.RequestAborted, RpcMethod.Drained);
        RpcFault? fault;
        try
        {
            await RpcMethod.Handler(this);
            fault = Status.StatusCode == StatusCode.OK ? null : new RpcFault(Status.StatusCode, Status.Detail);
        }
        catch (Exception exception)
        {
            fault = failures.ToFault(this, exception);
        }

        _over = true;
        if (_http.RequestAborted.IsCancellationRequested) return;
        if (_stalled && CutsOffStalled) Reset();
        else await FinishAsync(fault);
    }

    // Nothing passes the data that a stalled caller leaves queued: only a reset tells it in time.
    private void Reset()
    {
        if (_http.Features.Get<IHttpResetFeature>() is { } stream) stream.Reset(Http2Cancel);
        else _http.Abort();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _linkedSource?.Dispose();
        _deadlineSource?.Dispose();
        GC.SuppressFinalize(this);
    }
}
