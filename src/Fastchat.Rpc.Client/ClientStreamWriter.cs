using Fastchat.Rpc.Client.Retries;
using Grpc.Core;

namespace Fastchat.Rpc.Client;

/// <summary>Writes the requests of a call.</summary>
internal sealed class ClientStreamWriter<TRequest, TResponse>(RpcCall<TResponse> call, Marshaller<TRequest> marshaller, string? encoding)
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
            var isPlain = WriteOptions?.Flags.HasFlag(WriteFlags.NoCompress) ?? false;
            await SendAsync(call.Requests.Append(new RequestFrame(FrameWriter.Write(marshaller, message, call.MaxSendSize, isPlain ? null : encoding))));
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
        call.Requests.Complete();
        return Task.CompletedTask;
    }

    private async Task SendAsync(int number)
    {
        RequestSink? failed = null;
        while (true)
        {
            try
            {
                if (await call.Requests.NextToWriteAsync(number, failed, call.Stopped) is not var (sink, frame)) return;
                failed = sink;
                await frame.SendHeldAsync(sink.Stream, call.Stopped);
                if (WriteOptions is not { } options || !options.Flags.HasFlag(WriteFlags.BufferHint)) await sink.Stream.FlushAsync(call.Stopped);
                call.Requests.WasSent();
                return;
            }
            catch (Exception) when (!call.Stopped.IsCancellationRequested && call.Requests.MayReplay)
            {
                // The attempt has failed. Either another one follows and sends this request, or the call ends.
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
    }

    private void ThrowIfEnded()
    {
        if (call.Outcome is not { } outcome) return;
        outcome.ThrowIfFailed();
        throw new InvalidOperationException("The server has ended the call with OK; it takes no more requests.");
    }
}
