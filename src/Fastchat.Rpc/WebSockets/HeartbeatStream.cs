namespace Fastchat.Rpc.WebSockets;

/// <summary>
/// The stream below a WebSocket's frames. It pings a peer at an interval and reports one that stays silent for the next: the
/// framework's own pings know only the machine's clock, and take a peer for dead whose bytes wait for a slow service. Source:
/// RFC 6455, section 5.5.2.
/// </summary>
internal sealed class HeartbeatStream : Stream
{
    // FIN and opcode 9; no payload, and a server masks nothing.
    private static readonly byte[] Ping = [0x89, 0x00];

    private readonly Stream _inner;
    private readonly Action _onLost;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly ITimer _timer;
    private volatile bool _reading;
    private volatile bool _heard = true;
    private bool _pinged;

    public HeartbeatStream(Stream inner, TimeSpan interval, TimeProvider clock, Action onLost)
    {
        _inner = inner;
        _onLost = onLost;
        _timer = clock.CreateTimer(static stream => ((HeartbeatStream)stream!).Beat(), this, interval, interval);
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // What came while nobody read counts as heard, pongs included: they stand behind it.
        _heard = true;
        _reading = true;
        try
        {
            return await _inner.ReadAsync(buffer, cancellationToken);
        }
        finally
        {
            _heard = true;
            _reading = false;
        }
    }

    // One call is one frame (a test holds the framework to it), so a ping between two calls stands between two frames.
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await _inner.WriteAsync(buffer, cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Ends the pings; none is under way when this returns, for the stream below may be another call's by then.</summary>
    public override async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await _writing.WaitAsync();
        await base.DisposeAsync();
    }

    private void Beat()
    {
        if (_pinged && _reading && !_heard) _onLost();
        else _ = PingAsync();
    }

    private async Task PingAsync()
    {
        // A frame is under way and must not be broken: its reader is judged by how fast the server's bytes leave.
        _pinged = _writing.Wait(0);
        if (!_pinged) return;
        try
        {
            _heard = false;
            await _inner.WriteAsync(Ping);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // Gone: whoever reads is told.
        }
        finally
        {
            _writing.Release();
        }
    }
}
