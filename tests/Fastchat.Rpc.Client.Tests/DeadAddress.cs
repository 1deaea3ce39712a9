using System.Net;
using System.Net.Sockets;

namespace Fastchat.Rpc.Client.Tests;

/// <summary>An address where connecting neither succeeds nor fails, as behind a firewall that drops packets: a queue of connections that is full and never served.</summary>
internal sealed class DeadAddress : IDisposable
{
    private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _queue = [];

    private DeadAddress() => _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}");

    public static async Task<DeadAddress> StartAsync()
    {
        var dead = new DeadAddress();
        dead._listener.Listen(0);
        while (await dead.TakesOneMoreAsync()) continue;
        return dead;
    }

    public void Dispose()
    {
        foreach (var socket in _queue) socket.Dispose();
        _listener.Dispose();
    }

    private async Task<bool> TakesOneMoreAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _queue.Add(socket);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMilliseconds(300));
        try
        {
            await socket.ConnectAsync(_listener.LocalEndPoint!, patience.Token);
            return true;
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
