using System.Buffers.Binary;

namespace Fastchat.Rpc.Http2;

/// <summary>A peer that writes and reads single frames, and may do it wrong.</summary>
internal sealed class Http2Client(Stream stream) : IAsyncDisposable
{
    public const string Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private readonly Dictionary<int, uint> _settings = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>How many streams the server allows.</summary>
    public int MaxStreams => (int)_settings[3];

    /// <summary>Opens the connection: the preface, SETTINGS both ways, and no dynamic table for the server's headers.</summary>
    /// <param name="stream">Where the server is.</param>
    /// <param name="initialWindow">How much of each response the server may send unasked.</param>
    public static async Task<Http2Client> OpenAsync(Stream stream, uint initialWindow = 65535)
    {
        var client = new Http2Client(stream);
        byte[] settings = [0, 1, 0, 0, 0, 0, 0, 4, .. Http2Frame.Number(initialWindow)];
        byte[] opening = [.. System.Text.Encoding.ASCII.GetBytes(Preface), .. Http2Frame.Bytes(Http2Frame.Settings, 0, 0, settings)];
        await client.WriteAsync(opening);
        for (var acknowledged = false; !acknowledged;)
        {
            var frame = await client.ReadAsync() ?? throw new IOException("The server closed the connection at its beginning.");
            if (frame.Type == Http2Frame.Settings && frame.Flags == 0) await client.TakeSettingsAsync(frame.Payload);
            acknowledged = frame is { Type: Http2Frame.Settings, Flags: Http2Frame.Ack };
        }

        return client;
    }

    /// <summary>Writes bytes; false when the server no longer takes them.</summary>
    public async Task<bool> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await stream.WriteAsync(bytes, Token);
            await stream.FlushAsync(Token);
            return true;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Reads the next frame; null when the connection is closed, on either side.</summary>
    public async Task<Http2Frame?> ReadAsync(CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(Token, cancellationToken);
        try
        {
            var header = new byte[9];
            await stream.ReadExactlyAsync(header, either.Token);

            // Words of HTTP/1.1 to a peer that is not understood: nothing follows them.
            if (header.AsSpan().StartsWith("HTTP/1.1"u8)) return null;
            var payload = new byte[BinaryPrimitives.ReadUInt32BigEndian(header) >> 8];
            await stream.ReadExactlyAsync(payload, either.Token);
            return new Http2Frame(header[3], header[4], BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)), payload);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return null;
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private Task<bool> TakeSettingsAsync(byte[] payload)
    {
        for (var at = 0; at < payload.Length; at += 6)
            _settings[BinaryPrimitives.ReadUInt16BigEndian(payload.AsSpan(at))] = BinaryPrimitives.ReadUInt32BigEndian(payload.AsSpan(at + 2));
        return WriteAsync(Http2Frame.Bytes(Http2Frame.Settings, Http2Frame.Ack, 0));
    }
}
