using System.Buffers.Binary;
using System.Text;

namespace Fastchat.Rpc.WebSockets;

/// <summary>The client's end of a WebSocket, byte by byte, so that both sides cannot share a mistake.</summary>
internal sealed class RawSocket : IAsyncDisposable
{
    public const byte Text = 1;
    public const byte Binary = 2;
    public const byte Close = 8;
    public const byte Ping = 9;
    public const byte Pong = 10;

    /// <summary>The key of RFC 6455's own example, section 1.3.</summary>
    public const string Key = "dGhlIHNhbXBsZSBub25jZQ==";

    private readonly Stream _stream;

    /// <param name="stream">The stream behind a handshake.</param>
    /// <param name="head">The head of the server's answer, where somebody reads it.</param>
    public RawSocket(Stream stream, string head = "")
    {
        _stream = stream;
        Head = head;
    }

    /// <summary>The head of the server's answer.</summary>
    public string Head { get; }

    public static string TextPath(string method) => $"/fastchat.wiretest.v1.TextService/{method}";

    /// <summary>Shakes hands and reads the answer's head.</summary>
    public static async Task<RawSocket> OpenAsync(WireServer server, string path, params string[] headers)
    {
        var stream = server.Connect();
        var lines = new[] { $"GET {path} HTTP/1.1", "Host: server.test", "Upgrade: websocket", "Connection: Upgrade", $"Sec-WebSocket-Key: {Key}", "Sec-WebSocket-Version: 13" };
        await stream.WriteAsync(Encoding.Latin1.GetBytes(string.Join("\r\n", lines.Concat(headers)) + "\r\n\r\n"));
        await stream.FlushAsync();
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, TestContext.Current.CancellationToken);
            head.Append((char)one[0]);
        }

        return new RawSocket(stream, head.ToString());
    }

    /// <summary>A masked frame.</summary>
    public static byte[] Frame(byte opcode, byte[] payload, bool final = true)
    {
        byte[] mask = [0x37, 0xfa, 0x21, 0x3d];
        var length = new byte[payload.Length < 126 ? 1 : payload.Length < 65536 ? 3 : 9];
        length[0] = (byte)(0x80 | (length.Length == 1 ? payload.Length : length.Length == 3 ? 126 : 127));
        if (length.Length == 3) BinaryPrimitives.WriteUInt16BigEndian(length.AsSpan(1), (ushort)payload.Length);
        if (length.Length == 9) BinaryPrimitives.WriteUInt64BigEndian(length.AsSpan(1), (ulong)payload.Length);
        return [(byte)((final ? 0x80 : 0) | opcode), .. length, .. mask, .. payload.Select((b, i) => (byte)(b ^ mask[i % 4]))];
    }

    public async Task SendAsync(byte[] bytes)
    {
        await _stream.WriteAsync(bytes, TestContext.Current.CancellationToken);
        await _stream.FlushAsync(TestContext.Current.CancellationToken);
    }

    public Task SendAsync(byte opcode, byte[] payload) => SendAsync(Frame(opcode, payload));

    public Task SendTextAsync(string text) => SendAsync(Text, Encoding.UTF8.GetBytes(text));

    /// <summary>Reads so many bytes as they are.</summary>
    public async Task<byte[]> ReadBytesAsync(int count)
    {
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
        return bytes;
    }

    /// <summary>Reads a frame; it must be final, without extension bits and unmasked.</summary>
    public async Task<(byte Opcode, byte[] Payload)> ReadAsync()
    {
        var head = await ReadBytesAsync(2);
        Assert.Equal((0x80, 0), (head[0] & 0xf0, head[1] & 0x80));
        var length = head[1] switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(await ReadBytesAsync(2)),
            127 => (int)BinaryPrimitives.ReadUInt64BigEndian(await ReadBytesAsync(8)),
            var small => small,
        };
        return ((byte)(head[0] & 0x0f), await ReadBytesAsync(length));
    }

    public async Task<string> ReadTextAsync()
    {
        var (opcode, payload) = await ReadAsync();
        Assert.Equal(Text, opcode);
        return Encoding.UTF8.GetString(payload);
    }

    /// <summary>Reads the close frame: its code and reason.</summary>
    public async Task<(int Code, string Reason)> ReadCloseAsync()
    {
        var (opcode, payload) = await ReadAsync();
        Assert.Equal(Close, opcode);
        return (BinaryPrimitives.ReadUInt16BigEndian(payload), Encoding.UTF8.GetString(payload.AsSpan(2)));
    }

    /// <summary>Reads the message that tells an error, and the close frame.</summary>
    public async Task<(int Code, string Error)> ReadCloseAfterErrorAsync()
    {
        var error = await ReadTextAsync();
        Assert.StartsWith("\n{\"error\":{", error, StringComparison.Ordinal);
        return ((await ReadCloseAsync()).Code, error);
    }

    /// <summary>Answers a close frame with its own code and waits for the end of the connection.</summary>
    public async Task FinishAsync(int code)
    {
        await SendAsync(Close, [(byte)(code >> 8), (byte)code]);
        await ReadEndAsync();
    }

    /// <summary>Waits for the end of the connection, after which nothing may come.</summary>
    public async Task ReadEndAsync() => Assert.Equal(0, await _stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken));

    /// <summary>The whole of a refusal's body.</summary>
    public async Task<string> ReadBodyAsync()
    {
        var length = Head.Split("\r\n").Single(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Split(' ')[1];
        return Encoding.UTF8.GetString(await ReadBytesAsync(int.Parse(length, System.Globalization.CultureInfo.InvariantCulture)));
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
