namespace Fastchat.Providers.Models;

/// <summary>Bytes, and behind them a connection that was reset.</summary>
internal sealed class TornStream(byte[] bytes) : MemoryStream(bytes)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw new IOException("The connection was reset.");
}
