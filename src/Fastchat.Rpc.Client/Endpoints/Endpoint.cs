using System.Collections.Concurrent;
using System.Net.Sockets;
using Fastchat.Rpc.Client.Retries;
using Grpc.Core;

namespace Fastchat.Rpc.Client.Endpoints;

/// <summary>
/// One address of a channel: its connections, and whether calls should go there. An address is trusted until connecting
/// fails; then it is left alone for a while, tried, and trusted again once it can be reached. Source: gRPC
/// "Connectivity Semantics and API", "Connection Backoff Protocol".
/// </summary>
internal sealed class Endpoint : IDisposable
{
    private readonly RpcChannelOptions _options;
    private readonly HttpMessageInvoker _http;
    private readonly Action<Endpoint> _changed;
    private readonly Lock _gate = new();
    private readonly Backoff _backoff;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _disposed = new();

    // Fires for the attempts that wait for a connection which cannot be had: HttpClient lets them wait in turn, each for a
    // connection of its own. Another one follows it.
    private CancellationTokenSource _unreachable = new();

    // One entry per method, so it cannot outgrow the contracts; parsing an address anew for each call is not free.
    private readonly ConcurrentDictionary<string, Uri> _methodAddresses = new();
    private volatile ConnectivityState _state = ConnectivityState.Idle;

    // Since the last time that connecting failed, or a connection broke.
    private volatile bool _hasServed;
    private long _brokeAt = long.MinValue;
    private bool _isDoubted;

    /// <param name="address">Scheme, host and port.</param>
    /// <param name="options">The channel's options.</param>
    /// <param name="changed">Called after each change of the state.</param>
    public Endpoint(Uri address, RpcChannelOptions options, Action<Endpoint> changed)
    {
        Address = address;
        _options = options;
        _changed = changed;
        _backoff = Backoff.ForConnections(options.Random);
        _timer = options.TimeProvider.CreateTimer(static self => _ = ((Endpoint)self!).ProbeAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _http = options.HttpHandler is { } own
            ? new HttpMessageInvoker(own, disposeHandler: false)
            : new HttpMessageInvoker(ChannelHandler.Create(address, options), disposeHandler: true);
    }

    public Uri Address { get; }

    public ConnectivityState State => _state;

    /// <summary>Why the address cannot be reached; null while it may be.</summary>
    public Status? LastFailure { get; private set; }

    /// <summary>Whether it is not known yet that calls may go there, and found out just now.</summary>
    public bool IsAwaited => _state == ConnectivityState.Connecting && LastFailure is null;

    /// <summary>Whether calls may go there.</summary>
    public bool IsUsable => _state is ConnectivityState.Idle or ConnectivityState.Ready;

    public Uri AddressOf(IMethod method) =>
        _methodAddresses.GetOrAdd(method.FullName, static (path, root) => new Uri(root, path), Address);

    /// <summary>Makes an attempt; one that waits for a connection ends when the address is found to be out of reach.</summary>
    /// <exception cref="HttpRequestException">Among others ConnectionError: no connection could be opened.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, RequestContent content, CancellationToken cancellationToken)
    {
        CancellationToken unreachable;
        lock (_gate) unreachable = _unreachable.Token;
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var waiting = unreachable.UnsafeRegister(_ => GiveUp(), null);
        try
        {
            var response = await _http.SendAsync(request, giveUp.Token);
            // Only now: that a port is open does not yet mean that HTTP/2 is spoken there.
            if (!_hasServed || _state != ConnectivityState.Ready) Change(ConnectivityState.Ready, hasServed: true);
            return response;
        }
        catch (OperationCanceledException exception) when (unreachable.IsCancellationRequested && !content.WasOpened && !cancellationToken.IsCancellationRequested)
        {
            if (_state == ConnectivityState.Shutdown) throw new RpcException(RpcChannel.Closed);
            throw new HttpRequestException(HttpRequestError.ConnectionError, LastFailure?.Detail ?? exception.Message, exception);
        }

        void GiveUp()
        {
            if (!content.WasOpened) giveUp.Cancel();
        }
    }

    /// <summary>Notes that no connection could be opened; the address is tried again after a while.</summary>
    public void ConnectFailed(Status failure)
    {
        CancellationTokenSource unreachable;
        lock (_gate)
        {
            LastFailure = new Status(StatusCode.Unavailable, failure.Detail, failure.DebugException);
            // Many calls may fail on one broken connection: they make one wait.
            if (_state is ConnectivityState.TransientFailure or ConnectivityState.Shutdown) return;
            _state = ConnectivityState.TransientFailure;
            _hasServed = false;
            _timer.Change(_backoff.Next(), Timeout.InfiniteTimeSpan);
            unreachable = _unreachable;
            _unreachable = new CancellationTokenSource();
        }

        _changed(this);
        unreachable.Cancel();
    }

    /// <summary>
    /// Notes that a connection broke before it gave an answer. Once may be a server that went away, and the next connection may
    /// be better; when that one breaks too without an answer, the address is as good as out of reach: behind an open port there
    /// may be nobody.
    /// </summary>
    /// <param name="began">When the attempt began, by the channel's clock: all attempts on one connection break with it.</param>
    /// <param name="failure">What broke.</param>
    public void ConnectionBroke(long began, Status failure)
    {
        lock (_gate)
        {
            if (began < _brokeAt) return;
            _brokeAt = _options.TimeProvider.GetTimestamp();
            if (_hasServed)
            {
                _hasServed = false;
                return;
            }
        }

        ConnectFailed(failure);
    }

    /// <summary>
    /// Notes that an attempt was given up while it waited for a connection. How long that may take is not for callers with little
    /// patience to say, or an address that answers nothing would be trusted for ever: it is tried without them.
    /// </summary>
    public void Doubt()
    {
        if (!Interlocked.Exchange(ref _isDoubted, true)) _ = FindOutAsync();

        async Task FindOutAsync()
        {
            if (await ReachAsync() is { } failure) ConnectFailed(failure);
            Volatile.Write(ref _isDoubted, false);
        }
    }

    /// <summary>Finds out whether the address can be reached; never fails.</summary>
    public async Task ProbeAsync()
    {
        lock (_gate)
        {
            if (_state is not (ConnectivityState.Idle or ConnectivityState.TransientFailure)) return;
            _state = ConnectivityState.Connecting;
        }

        _changed(this);
        if (await ReachAsync() is { } failure) ConnectFailed(failure);
        else Change(ConnectivityState.Ready, hasServed: false);
    }

    public void Dispose()
    {
        Change(ConnectivityState.Shutdown, hasServed: false);
        _disposed.Cancel();
        _timer.Dispose();
        _unreachable.Cancel();
        _http.Dispose();
    }

    private void Change(ConnectivityState state, bool hasServed)
    {
        lock (_gate)
        {
            if (_state == ConnectivityState.Shutdown) return;
            _state = state;
            LastFailure = null;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _hasServed |= hasServed;
            if (hasServed) _backoff.Reset();
        }

        _changed(this);
    }

    // A TCP connection, closed at once; gives back why there is none. What lies behind an own handler or a proxy is not ours
    // to connect to: there the wait alone must do.
    private async Task<Status?> ReachAsync()
    {
        if (_options.HttpHandler is not null || ChannelHandler.IsProxied(Address)) return null;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_disposed.Token);
        patience.CancelAfter(_options.ConnectTimeout);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(Address.IdnHost, Address.Port, patience.Token);
            return null;
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            return new Status(StatusCode.Unavailable, $"{Address.Authority} cannot be reached: {exception.Message}", exception);
        }
    }
}
