using System.Net;

namespace Fastchat.Rpc.Client;

/// <summary>
/// A body of one frame. HttpClient may send it again on another connection when the first one was closing, and may still
/// be sending when the response is there already; so the pooled memory goes back only when nobody can read it any more.
/// </summary>
internal sealed class SingleFrameContent(PooledBuffer frame) : HttpContent
{
    private readonly Lock _gate = new();
    private int _readers;
    private bool _isDisposed;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _readers++;
        }

        try
        {
            await stream.WriteAsync(frame.Written, cancellationToken);
        }
        finally
        {
            lock (_gate)
            {
                _readers--;
                ReleaseWhenUnused_NeedsLock();
            }
        }
    }

    // No content-length: gRPC's frames carry their own.
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (_gate)
            {
                _isDisposed = true;
                ReleaseWhenUnused_NeedsLock();
            }
        }

        base.Dispose(disposing);
    }

    private void ReleaseWhenUnused_NeedsLock()
    {
        if (_isDisposed && _readers == 0) frame.Dispose();
    }
}
