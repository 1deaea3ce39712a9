using System.Net;
using System.Net.Sockets;

namespace Fastchat.Rpc.Client.Tests;

/// <summary>An HTTP/2 peer that greets and then never says anything again, pings unanswered included.</summary>
internal sealed class SilentServer : IDisposable
{
    // A SETTINGS frame without settings. Source: RFC 9113, section 6.5.
    private static readonly byte[] Greeting = [0, 0, 0, 4, 0, 0, 0, 0, 0];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _connections = [];

    public SilentServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"http://{_listener.LocalEndpoint}";

    public void Dispose()
    {
        _listener.Dispose();
        lock (_connections) _connections.ForEach(c => c.Dispose());
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = await _listener.AcceptSocketAsync();
                lock (_connections) _connections.Add(connection);
                await connection.SendAsync(Greeting);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed of.
        }
    }
}
