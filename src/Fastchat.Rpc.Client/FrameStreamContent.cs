using System.Net;

namespace Fastchat.Rpc.Client;

/// <summary>A body that stays open while requests are written to its stream from outside.</summary>
internal sealed class FrameStreamContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the stream to write to once the request is on its way.</summary>
    public Task<Stream> Opened => _opened.Task;

    /// <summary>Ends the body.</summary>
    public void Complete() => _completed.TrySetResult();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // HttpClient keeps the headers back until something is flushed, but a server may want to answer before it is asked anything.
        await stream.FlushAsync(cancellationToken);
        if (!_opened.TrySetResult(stream))
            throw new IOException("The connection was closed after requests had been written to it; they cannot be written again.");

        await _completed.Task.WaitAsync(cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
