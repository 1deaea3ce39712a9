using System.Net.Sockets;

namespace Fastchat.LoadTests.Sockets;

/// <summary>A socket of an <see cref="EventLoop"/>, used by its thread alone.</summary>
internal abstract class LoopSocket(EventLoop loop, Socket socket)
{
    private byte[] _unsent = [];
    private int _unsentLength;

    /// <summary>The loop it is in.</summary>
    public EventLoop Loop => loop;

    /// <summary>Whether it is closed.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Whether all that was sent has left.</summary>
    public bool HasSentAll => _unsentLength == 0;

    internal nint Handle => socket.Handle;

    internal int Tag { get; set; } = -1;

    /// <summary>Sends bytes; what finds no room now leaves as soon as there is some.</summary>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        if (IsClosed) return;
        if (_unsentLength == 0) bytes = bytes[TrySend(bytes)..];
        if (bytes.IsEmpty || IsClosed) return;
        if (_unsent.Length < _unsentLength + bytes.Length) Array.Resize(ref _unsent, Math.Max(4096, 2 * (_unsentLength + bytes.Length)));
        bytes.CopyTo(_unsent.AsSpan(_unsentLength));
        if (_unsentLength == 0) loop.Watch(this, alsoWritable: true);
        _unsentLength += bytes.Length;
    }

    /// <summary>Closes it.</summary>
    public void Close()
    {
        if (IsClosed) return;
        IsClosed = true;
        loop.Remove(this);
        socket.Dispose();
        OnClosed();
    }

    internal void OnEvents(uint events)
    {
        if ((events & Epoll.Writable) != 0) SendRest();
        if ((events & ~Epoll.Writable) != 0 && !IsClosed) OnReadable();
    }

    /// <summary>There may be something to read.</summary>
    protected abstract void OnReadable();

    /// <summary>Everything that was sent has left, after some of it had to wait.</summary>
    protected virtual void OnSentAll()
    {
    }

    /// <summary>The socket is closed.</summary>
    protected virtual void OnClosed()
    {
    }

    /// <summary>Reads what there is; 0 when there is nothing, and the socket is closed when the peer is gone.</summary>
    protected int Receive(Span<byte> buffer)
    {
        var count = socket.Receive(buffer, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock) return 0;
        if (error != SocketError.Success || count == 0) Close();
        return IsClosed ? 0 : count;
    }

    private int TrySend(ReadOnlySpan<byte> bytes)
    {
        var count = socket.Send(bytes, SocketFlags.None, out var error);
        if (error == SocketError.Success) return count;
        if (error != SocketError.WouldBlock) Close();
        return 0;
    }

    private void SendRest()
    {
        var sent = TrySend(_unsent.AsSpan(0, _unsentLength));
        if (IsClosed) return;
        _unsent.AsSpan(sent, _unsentLength - sent).CopyTo(_unsent);
        _unsentLength -= sent;
        if (_unsentLength > 0) return;
        loop.Watch(this, alsoWritable: false);
        OnSentAll();
    }
}
