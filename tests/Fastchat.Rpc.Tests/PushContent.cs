using System.Net;

namespace Fastchat.Rpc;

/// <summary>A request body that is still being written.</summary>
internal sealed class PushContent : HttpContent
{
    private readonly byte[] _first;
    private readonly TaskCompletionSource<Stream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PushContent(byte[] first, string contentType)
    {
        _first = first;
        Headers.TryAddWithoutValidation("Content-Type", contentType);
    }

    /// <summary>Sends more.</summary>
    public async Task SendAsync(byte[] bytes)
    {
        var stream = await _stream.Task;
        await stream.WriteAsync(bytes);
        await stream.FlushAsync();
    }

    /// <summary>Says that nothing more comes.</summary>
    public void Complete() => _done.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(_first);
        await stream.FlushAsync();
        _stream.SetResult(stream);
        await _done.Task;
    }

    // A caller that gives up sends no more: only then does the stream end for the server too.
    protected override void Dispose(bool disposing)
    {
        Complete();
        base.Dispose(disposing);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
