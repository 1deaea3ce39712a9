using System.Net;
using System.Net.Sockets;

namespace Fastchat.LoadTests.Sockets;

/// <summary>Takes connections in.</summary>
internal sealed class Listener : LoopSocket
{
    private readonly Socket _socket;
    private readonly Func<Socket, LoopSocket> _connection;

    private Listener(EventLoop loop, Socket socket, Func<Socket, LoopSocket> connection)
        : base(loop, socket)
    {
        _socket = socket;
        _connection = connection;
    }

    /// <summary>The port.</summary>
    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>Listens on the loopback address; on the loop's thread.</summary>
    public static Listener Start(EventLoop loop, int port, Func<Socket, LoopSocket> connection)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        socket.Listen(4096);
        socket.Blocking = false;
        var listener = new Listener(loop, socket, connection);
        loop.Add(listener);
        return listener;
    }

    /// <inheritdoc />
    protected override void OnReadable()
    {
        try
        {
            var accepted = _socket.Accept();
            accepted.Blocking = false;
            accepted.NoDelay = true;
            Loop.Add(_connection(accepted));
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.ConnectionReset)
        {
            // Whoever knocked has gone again.
        }
    }
}
