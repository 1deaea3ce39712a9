using Grpc.Core;

namespace Fastchat.Rpc.Calls;

/// <summary>Writes sequences to callers.</summary>
public static class ServerStreamWriterExtensions
{
    /// <summary>
    /// Writes all messages of a sequence; what is ready together leaves together. The sequence is disposed when the call
    /// ends, however it ends.
    /// </summary>
    public static async Task WriteAllAsync<T>(this IServerStreamWriter<T> writer, IAsyncEnumerable<T> messages, CancellationToken cancellationToken = default)
    {
        if (writer is IDrainingWriter<T> draining)
        {
            await draining.DrainAsync(messages, cancellationToken);
            return;
        }

        await foreach (var message in messages.WithCancellation(cancellationToken)) await writer.WriteAsync(message);
    }
}
