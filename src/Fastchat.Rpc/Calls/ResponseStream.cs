using Google.Protobuf;
using Grpc.Core;

namespace Fastchat.Rpc.Calls;

/// <summary>A call's responses as a service writes them.</summary>
internal sealed class ResponseStream<T>(ServerCall call) : IServerStreamWriter<T>, IDrainingWriter<T> where T : class
{
    public WriteOptions? WriteOptions { get; set; }

    private WriteFlags Flags => (WriteOptions ?? call.WriteOptions)?.Flags ?? WriteFlags.None;

    public Task WriteAsync(T message) => call.SendAsync((IMessage)message, Flags).AsTask();

    /// <summary>
    /// Writes a whole sequence. Messages that are ready together leave together: the buffer is flushed when the producer
    /// has nothing ready, not once per message.
    /// </summary>
    public async Task DrainAsync(IAsyncEnumerable<T> messages, CancellationToken cancellationToken)
    {
        await using var source = messages.GetAsyncEnumerator(cancellationToken.CanBeCanceled ? cancellationToken : call.CancellationToken);
        while (true)
        {
            var next = source.MoveNextAsync();
            if (!next.IsCompleted) await FlushBesideAsync(next);
            if (!await next) return;
            await call.SendAsync((IMessage)(object)source.Current, Flags | WriteFlags.BufferHint);
        }
    }

    // Of an iterator that runs the disposal is refused, and what it holds stays held: a flush that fails must first let it come to rest.
    private async ValueTask FlushBesideAsync(ValueTask<bool> next)
    {
        try
        {
            await call.FlushAsync();
        }
        catch
        {
            await ((Task)next.AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }
}
