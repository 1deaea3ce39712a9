using Fastchat.Rpc.Client.Configuration;
using Fastchat.Rpc.Client.Endpoints;
using Fastchat.Rpc.Client.Retries;
using Grpc.Core;

namespace Fastchat.Rpc.Client;

/// <summary>
/// A way to one or several servers over HTTP/2: by prior knowledge for <c>http</c>, by ALPN for <c>https</c>. Connections are
/// opened when they are needed and shared by all calls; one channel serves any number of calls at once.
/// </summary>
public sealed class RpcChannel : ChannelBase, IDisposable
{
    /// <summary>How calls end that a closed channel can no longer carry.</summary>
    internal static readonly Status Closed = new(StatusCode.Unavailable, "The channel has been shut down.");

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;
    private bool _isClosed;

    private RpcChannel(Uri[] addresses, RpcChannelOptions options) : base(string.Join(',', addresses.Select(a => a.Authority)))
    {
        Options = options;
        MethodConfigs = new MethodConfigTable(options.ServiceConfig);
        RetryBuffer = new RetryBuffer(options.MaxRetryBufferPerCallSize, options.MaxRetryBufferSize);
        RetryThrottle = options.ServiceConfig?.RetryThrottling is { } policy ? new RetryThrottle(policy) : null;
        Endpoints = new EndpointSet(addresses, options);
    }

    /// <summary>
    /// Whether a server can be reached: with several addresses, the state of the best one. A connection that breaks while nobody
    /// calls is not noticed.
    /// </summary>
    public ConnectivityState State => Endpoints.State;

    internal RpcChannelOptions Options { get; }

    internal MethodConfigTable MethodConfigs { get; }

    internal RetryBuffer RetryBuffer { get; }

    internal RetryThrottle? RetryThrottle { get; }

    internal EndpointSet Endpoints { get; }

    /// <summary>A channel to a server.</summary>
    /// <param name="address">Scheme, host and port, for example <c>http://127.0.0.1:8080</c>.</param>
    /// <param name="options">What differs from the defaults.</param>
    /// <exception cref="ArgumentException">The address or the options do not hold; the message names all that is wrong.</exception>
    public static RpcChannel ForAddress(string address, RpcChannelOptions? options = null) =>
        ForAddress(new Uri(address, UriKind.Absolute), options);

    /// <inheritdoc cref="ForAddress(string, RpcChannelOptions?)"/>
    public static RpcChannel ForAddress(Uri address, RpcChannelOptions? options = null) => ForAddresses([address], options);

    /// <summary>
    /// A channel to several servers that do the same. <see cref="ServiceConfig.LoadBalancingPolicy"/> chooses among them; one
    /// that cannot be reached is left out until it can be again.
    /// </summary>
    /// <param name="addresses">Scheme, host and port of each; at least one.</param>
    /// <param name="options">What differs from the defaults.</param>
    /// <exception cref="ArgumentException">The addresses or the options do not hold; the message names all that is wrong.</exception>
    public static RpcChannel ForAddresses(IEnumerable<Uri> addresses, RpcChannelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        options ??= new RpcChannelOptions();
        Uri[] all = [.. addresses];
        var violations = all.SelectMany(Violations).Concat(options.Violations(all)).ToArray();
        if (all.Length == 0) throw new ArgumentException("A channel needs at least one address.", nameof(addresses));
        if (violations.Length > 0) throw new ArgumentException(string.Join("; ", violations) + ".");
        return new RpcChannel(all, options);
    }

    /// <inheritdoc />
    public override CallInvoker CreateCallInvoker() => new RpcCallInvoker(this);

    /// <summary>Tries the addresses without a call; completes when one can be reached.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ObjectDisposedException">The channel has been shut down.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken = default) => Endpoints.ConnectAsync(cancellationToken);

    /// <summary>Completes when <see cref="State"/> is another one than <paramref name="lastObservedState"/>.</summary>
    /// <param name="lastObservedState">The state that was seen.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task WaitForStateChangedAsync(ConnectivityState lastObservedState, CancellationToken cancellationToken = default) =>
        Endpoints.WaitForChangeAsync(lastObservedState, cancellationToken);

    /// <summary>
    /// Refuses new calls and closes each connection when its last call has ended; calls that still wait for a connection end with
    /// UNAVAILABLE.
    /// </summary>
    public void Dispose()
    {
        Close();
        Endpoints.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ShutdownAsyncCore()
    {
        Close();
        await _drained.Task;
        Endpoints.Dispose();
    }

    internal void CallBegins()
    {
        lock (_gate) _calls++;
    }

    internal void CallEnds(CallOutcome outcome)
    {
        if (outcome.IsOk) RetryThrottle?.Succeeded();
        lock (_gate)
        {
            _calls--;
            DrainIfDone_NeedsLock();
        }
    }

    internal void ThrowIfClosed()
    {
        lock (_gate)
        {
            if (_isClosed) throw new RpcException(Closed);
        }
    }

    private void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            DrainIfDone_NeedsLock();
        }
    }

    private void DrainIfDone_NeedsLock()
    {
        if (_isClosed && _calls == 0) _drained.TrySetResult();
    }

    private static IEnumerable<string> Violations(Uri address)
    {
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            yield return $"an address must begin with http:// or https://, but is '{address}'";
        else if (address.PathAndQuery != "/")
            yield return $"gRPC's paths begin at the root, so an address has none, but is '{address}'";
    }
}
