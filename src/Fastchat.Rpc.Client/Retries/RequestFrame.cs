namespace Fastchat.Rpc.Client.Retries;

/// <summary>A request as one frame in pooled memory, which goes back when its log and everybody who sends it have let go of it.</summary>
internal sealed class RequestFrame(PooledBuffer buffer)
{
    private int _holders = 1;

    public int Length { get; } = buffer.Length;

    /// <summary>Takes hold of the frame; only for somebody who knows that another still holds it.</summary>
    public void Hold() => Interlocked.Increment(ref _holders);

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0) buffer.Dispose();
    }

    /// <summary>Writes the frame and lets go of it.</summary>
    public async ValueTask SendHeldAsync(Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(buffer.Written, cancellationToken);
        }
        finally
        {
            Release();
        }
    }
}
