using Grpc.Core;

namespace Fastchat.Rpc.Client;

/// <summary>Writes the requests of a call.</summary>
internal sealed class ClientStreamWriter<TRequest, TResponse>(RpcCall<TResponse> call, FrameStreamContent content, Marshaller<TRequest> marshaller, int? maxSize)
    : IClientStreamWriter<TRequest>
    where TRequest : class
    where TResponse : class
{
    private int _isWriting;
    private volatile bool _isComplete;

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_isComplete) throw new InvalidOperationException("The requests have been completed; no more can be written.");
        if (Interlocked.Exchange(ref _isWriting, 1) == 1) throw new InvalidOperationException("The request before is still being written: await it first.");

        // Half a frame cannot be taken back, so giving up a write gives up the call.
        using var registration = cancellationToken.UnsafeRegister(static call => ((RpcCall<TResponse>)call!).Cancel(), call);
        try
        {
            ThrowIfEnded();
            using var frame = FrameWriter.Write(marshaller, message, maxSize);
            await SendAsync(frame);
        }
        finally
        {
            Volatile.Write(ref _isWriting, 0);
        }
    }

    public Task CompleteAsync()
    {
        if (Volatile.Read(ref _isWriting) == 1) throw new InvalidOperationException("The last request is still being written: await it first.");
        _isComplete = true;
        content.Complete();
        return Task.CompletedTask;
    }

    private async Task SendAsync(PooledBuffer frame)
    {
        try
        {
            var stream = await content.Opened.WaitAsync(call.Stopped);
            await stream.WriteAsync(frame.Written, call.Stopped);
            if (WriteOptions is not { } options || !options.Flags.HasFlag(WriteFlags.BufferHint)) await stream.FlushAsync(call.Stopped);
        }
        catch (Exception exception)
        {
            // A server that has decided ends the stream while we write; what it decided is in the response, which is
            // read anyway if it is one message and is the caller's to read if it is a stream.
            if (call.HasSingleResponse) await call.Ended;
            ThrowIfEnded();
            throw new RpcException(TransportErrors.ToStatus(exception));
        }
    }

    private void ThrowIfEnded()
    {
        if (call.Outcome is not { } outcome) return;
        outcome.ThrowIfFailed();
        throw new InvalidOperationException("The server has ended the call with OK; it takes no more requests.");
    }
}
