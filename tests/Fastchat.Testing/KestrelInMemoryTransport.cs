using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Fastchat.Testing;

/// <summary>A transport of Kestrel's whose connections are pairs of pipes.</summary>
public sealed class KestrelInMemoryTransport : IConnectionListenerFactory, IConnectionListenerFactorySelector, IConnectionListener
{
    // Bounds nothing that tests do: connections wait here only until Kestrel's accept loop takes them.
    private readonly Channel<ConnectionContext> _accepted = Channel.CreateUnbounded<ConnectionContext>();
    private int _connections;

    /// <summary>What requests name as their host; nothing ever resolves it.</summary>
    public static Uri Address { get; } = new("http://server.test");

    /// <summary>What Kestrel is told to listen on: an address, since it knows how to name those; it is never bound.</summary>
    public EndPoint EndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 1);

    /// <summary>Opens a connection.</summary>
    public Stream Connect()
    {
        var connection = new KestrelInMemoryConnection($"memory-{Interlocked.Increment(ref _connections)}", EndPoint);
        if (!_accepted.Writer.TryWrite(connection)) throw new IOException("The server does not listen.");
        return connection.ClientStream;
    }

    /// <summary>A handler for clients whose connections come here, whatever host they name.</summary>
    public SocketsHttpHandler CreateHandler() => new() { ConnectCallback = (_, _) => ValueTask.FromResult(Connect()) };

    bool IConnectionListenerFactorySelector.CanBind(EndPoint endpoint) => endpoint == EndPoint;

    ValueTask<IConnectionListener> IConnectionListenerFactory.BindAsync(EndPoint endpoint, CancellationToken cancellationToken) => ValueTask.FromResult<IConnectionListener>(this);

    async ValueTask<ConnectionContext?> IConnectionListener.AcceptAsync(CancellationToken cancellationToken) =>
        await _accepted.Reader.WaitToReadAsync(cancellationToken) ? await _accepted.Reader.ReadAsync(cancellationToken) : null;

    ValueTask IConnectionListener.UnbindAsync(CancellationToken cancellationToken)
    {
        _accepted.Writer.TryComplete();
        return default;
    }

    ValueTask IAsyncDisposable.DisposeAsync()
    {
        _accepted.Writer.TryComplete();
        return default;
    }
}
