using System.Buffers.Binary;
using System.Text;
using Http2Frame = (byte Type, byte Flags, int Stream, byte[] Payload);

namespace Fastchat.Rpc;

/// <summary>
/// A peer that speaks HTTP/2 frame by frame: for what clients decide by themselves, windows and pings above all. Its headers
/// are literals without Huffman coding. Source: RFC 9113, section 4; RFC 7541, section 6.2.2.
/// </summary>
internal sealed class Http2Peer(Stream connection) : IAsyncDisposable
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Reset = 3;
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte GoAway = 7;
    public const byte WindowUpdate = 8;
    public const byte EndStream = 1;
    public const byte Acknowledged = 1;
    private const byte EndHeaders = 4;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Opens a connection whose streams take so many bytes until the peer says more.</summary>
    public static async Task<Http2Peer> ConnectAsync(WireServer server, int window = 65535)
    {
        var peer = new Http2Peer(server.Connect());
        await peer.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());

        // SETTINGS_INITIAL_WINDOW_SIZE: RFC 9113, section 6.5.2.
        var settings = new byte[6];
        settings[1] = 4;
        BinaryPrimitives.WriteInt32BigEndian(settings.AsSpan(2), window);
        await peer.SendAsync(Settings, 0, 0, settings);
        return peer;
    }

    /// <summary>Opens a gRPC call of the text service.</summary>
    public Task CallAsync(int stream, string method, params (string Name, string Value)[] headers)
    {
        (string, string)[] all = [(":method", "POST"), (":scheme", "http"), (":path", $"/fastchat.wiretest.v1.TextService/{method}"),
            (":authority", "server.test"), ("content-type", "application/grpc"), ("te", "trailers"), .. headers];
        return SendAsync(Headers, EndHeaders, stream, [.. all.SelectMany(h => (byte[])[0, .. Text(h.Item1), .. Text(h.Item2)])]);
    }

    public Task SendAsync(byte type, byte flags, int stream, byte[] payload)
    {
        var head = new byte[9];
        BinaryPrimitives.WriteInt32BigEndian(head, payload.Length << 8);
        head[3] = type;
        head[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(5), stream);
        return SendAsync([.. head, .. payload]);
    }

    /// <summary>The next frame of a type; those before it are passed over.</summary>
    public async Task<Http2Frame> ReadAsync(byte type)
    {
        while (true)
        {
            var head = new byte[9];
            await connection.ReadExactlyAsync(head, Token);
            var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(head) >> 8];
            await connection.ReadExactlyAsync(payload, Token);
            if (head[3] == type) return (head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload);
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task SendAsync(byte[] bytes)
    {
        await connection.WriteAsync(bytes, Token);
        await connection.FlushAsync(Token);
    }

    private static byte[] Text(string text) => [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)];
}
