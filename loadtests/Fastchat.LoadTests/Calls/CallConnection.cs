using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Fastchat.LoadTests.Sockets;

namespace Fastchat.LoadTests.Calls;

/// <summary>A connection to a server, over which calls are made.</summary>
internal abstract class CallConnection(EventLoop loop, Socket socket, ICallWatcher watcher) : LoopSocket(loop, socket)
{
    private byte[] _kept = [];
    private int _keptLength;

    /// <summary>How many more calls it could make now.</summary>
    public abstract int Room { get; }

    /// <summary>Makes a call.</summary>
    public void Start(LoadCall call)
    {
        call.Sent = Stopwatch.GetTimestamp();
        Begin(call);
    }

    /// <summary>Opens a socket to a server on the loopback address.</summary>
    /// <param name="port">Where the server is.</param>
    /// <param name="receiveBuffer">How many bytes the system keeps for it; null for its own choice.</param>
    public static Socket Open(int port, int? receiveBuffer = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } bytes) socket.ReceiveBufferSize = bytes;
        socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
        socket.Blocking = false;
        return socket;
    }

    /// <summary>Sends a call's request.</summary>
    protected abstract void Begin(LoadCall call);

    /// <summary>Reads what is whole of the bytes that came; how many that were.</summary>
    protected abstract int Read(ReadOnlySpan<byte> bytes, long now);

    /// <summary>Hands a piece of a body to its reader.</summary>
    protected void Feed(LoadCall call, AnswerReader reader, ReadOnlySpan<byte> piece, long now)
    {
        var count = reader.Feed(piece);
        if (count == 0) return;
        watcher.OnTokens(call, count, now);
        call.Came(now);
    }

    /// <summary>Tells that a call has ended.</summary>
    protected void Ended(LoadCall call) => watcher.OnEnded(call, this);

    /// <inheritdoc />
    protected override void OnReadable()
    {
        var buffer = Loop.Buffer;
        var count = Receive(buffer.AsSpan(_keptLength));
        if (count == 0) return;
        _kept.AsSpan(0, _keptLength).CopyTo(buffer);
        var all = buffer.AsSpan(0, _keptLength + count);
        var rest = all[Read(all, Stopwatch.GetTimestamp())..];
        if (_kept.Length < rest.Length) _kept = new byte[rest.Length];
        rest.CopyTo(_kept);
        _keptLength = rest.Length;
    }
}
