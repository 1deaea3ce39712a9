using Fastchat.Rpc.Client.Configuration;
using Grpc.Core;

namespace Fastchat.Rpc.Client.Endpoints;

/// <summary>The addresses of a channel, and the choice among those that can be reached.</summary>
internal sealed class EndpointSet : IDisposable
{
    private static readonly ConnectivityState[] BestFirst =
        [ConnectivityState.Ready, ConnectivityState.Connecting, ConnectivityState.Idle, ConnectivityState.TransientFailure];

    private readonly Endpoint[] _all;
    private readonly EndpointPicker _picker;
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Endpoint[] _usable;
    private Status _lastFailure = RpcChannel.Closed;

    public EndpointSet(IEnumerable<Uri> addresses, RpcChannelOptions options)
    {
        // Not yet known to itself when its addresses are made; they report no change before they are used.
        _all = [.. addresses.Select(address => new Endpoint(address, options, Update))];
        _usable = _all;
        _picker = options.ServiceConfig?.LoadBalancingPolicy == LoadBalancingPolicies.RoundRobin ? new RoundRobinPicker() : new PickFirstPicker();
    }

    public int Count => _all.Length;

    /// <summary>The state of the best address.</summary>
    public ConnectivityState State =>
        BestFirst.FirstOrDefault(state => _all.Any(e => e.State == state), ConnectivityState.Shutdown);

    /// <summary>The address for the next call.</summary>
    /// <param name="waitForReady">Whether to wait until one can be reached.</param>
    /// <param name="cancellationToken">Fires when the call ends.</param>
    /// <exception cref="RpcException">UNAVAILABLE: none can be reached, with what the last one to fail said; or the channel has been shut down.</exception>
    public async ValueTask<Endpoint> PickAsync(bool waitForReady, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = Changed;
            if (_usable is { Length: > 0 } usable) return _picker.Pick(usable);
            if (State == ConnectivityState.Shutdown) throw new RpcException(RpcChannel.Closed);
            if (!waitForReady && !_all.Any(e => e.IsAwaited))
            {
                // With nothing to choose from, a call had better try than repeat what the last one said.
                if (_all is [var only]) return only;
                lock (_gate) throw new RpcException(_lastFailure);
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Tries all addresses that have not been reached; completes when one is.</summary>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        foreach (var endpoint in _all) _ = endpoint.ProbeAsync();
        while (State is var state && state != ConnectivityState.Ready)
        {
            ObjectDisposedException.ThrowIf(state == ConnectivityState.Shutdown, typeof(RpcChannel));
            await WaitForChangeAsync(state, cancellationToken);
        }
    }

    /// <summary>Completes when the state is another one.</summary>
    public async Task WaitForChangeAsync(ConnectivityState from, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = Changed;
            if (State != from) return;
            await changed.WaitAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        foreach (var endpoint in _all) endpoint.Dispose();
    }

    private Task Changed
    {
        get
        {
            lock (_gate) return _changed.Task;
        }
    }

    private void Update(Endpoint endpoint)
    {
        lock (_gate)
        {
            if (endpoint.LastFailure is { } failure) _lastFailure = failure;
            _usable = [.. _all.Where(e => e.IsUsable)];
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
