namespace Fastchat.Rpc.Client.Retries;

/// <summary>Bounds the memory in which requests are kept for further attempts. Source: gRFC A6, "Memory Management (Buffering)".</summary>
/// <param name="perCall">Bytes for one call.</param>
/// <param name="total">Bytes for all calls of the channel.</param>
internal sealed class RetryBuffer(long perCall, long total)
{
    private long _used;

    public long Used => Volatile.Read(ref _used);

    /// <summary>Takes bytes for a call that holds some already; false if that is more than it or the channel may have.</summary>
    public bool TryTake(long held, int bytes)
    {
        if (held + bytes > perCall) return false;
        if (Interlocked.Add(ref _used, bytes) <= total) return true;
        Give(bytes);
        return false;
    }

    public void Give(long bytes) => Interlocked.Add(ref _used, -bytes);
}
