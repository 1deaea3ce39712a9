using System.Net;

namespace Fastchat.Rpc.Client.Retries;

/// <summary>The body of one attempt: replays the log, then stays open for the writer until there are no more requests.</summary>
internal sealed class RequestContent(RequestLog log) : HttpContent
{
    /// <summary>Whether somebody has begun to send it.</summary>
    public bool WasOpened { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        WasOpened = true;
        var sink = log.Open(this, stream);
        var isWhole = log.Completed.IsCompleted;

        // HttpClient keeps the headers back until something is flushed, but a server may want to answer before it is asked
        // anything. And flushed before the writer may write: from then on the stream is its own.
        if (!isWhole) await stream.FlushAsync(cancellationToken);
        while (log.NextToReplay(this, sink) is { } frame)
        {
            await frame.SendHeldAsync(stream, cancellationToken);
            if (!isWhole) await stream.FlushAsync(cancellationToken);
        }

        await log.Completed.WaitAsync(cancellationToken);
    }

    // No content-length: gRPC's frames carry their own.
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
