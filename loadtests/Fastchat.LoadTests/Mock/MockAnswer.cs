using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Fastchat.LoadTests.Sockets;

namespace Fastchat.LoadTests.Mock;

/// <summary>
/// One streamed answer in OpenAI's shape. Each token names its stream and its place in it ("~tk~17:42 "), so that whoever reads the
/// answer can tell whether every one arrived, once and in order.
/// </summary>
internal sealed class MockAnswer(MockConnection connection, Wish wish, bool includeUsage) : LoopTimer
{
    private static readonly byte[] Head = Encoding.ASCII.GetBytes(
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\ntransfer-encoding: chunked\r\n\r\n");

    private static readonly byte[] Before = Encoding.ASCII.GetBytes(
        """data: {"id":"chatcmpl-load","object":"chat.completion.chunk","created":1764000000,"model":"mock","choices":[{"index":0,"delta":{"content":""" + $"\"{Wish.Mark}");

    private static readonly byte[] Behind = Encoding.ASCII.GetBytes(""" "},"logprobs":null,"finish_reason":null}]}""" + "\n\n");

    private static readonly byte[] Finish = Encoding.ASCII.GetBytes(
        """data: {"id":"chatcmpl-load","object":"chat.completion.chunk","created":1764000000,"model":"mock","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]}""" + "\n\n");

    // What one thread writes it sends before it writes the next.
    [ThreadStatic]
    private static byte[]? _scratch;

    private int _sent;

    /// <summary>Begins: the first token leaves at once, the others at their pace.</summary>
    public void Begin()
    {
        if (wish.Joined)
        {
            SendAll();
            return;
        }

        connection.Send(Head);
        Due = connection.Loop.Now;
        connection.Loop.Soon(this);
    }

    /// <inheritdoc />
    public override void Fire(long now)
    {
        if (connection.IsClosed) return;
        if (!connection.HasSentAll)
        {
            // The reader is slow: it gets its next token when it has taken this one.
            connection.Resume = this;
            return;
        }

        var output = Scratch;
        if (_sent == wish.Tokens)
        {
            connection.Send(output.AsSpan(0, WriteEnd(output)));
            connection.EndAnswer();
            return;
        }

        connection.Send(output.AsSpan(0, WriteToken(output, _sent++)));

        // One that is late is not made up for: a model that was held up does not speak faster afterwards.
        if (wish.Pace > 0) connection.Loop.At(this, Math.Max(Due + wish.Pace, now));
        else connection.Loop.Soon(this);
    }

    private static byte[] Scratch => _scratch ??= new byte[512 * 1024];

    private void SendAll()
    {
        var output = Scratch;
        Head.CopyTo(output, 0);
        var length = Head.Length;
        for (; _sent < wish.Tokens; _sent++) length += WriteToken(output.AsSpan(length), _sent);
        length += WriteEnd(output.AsSpan(length));
        connection.Send(output.AsSpan(0, length));
        connection.EndAnswer();
    }

    private int WriteToken(Span<byte> output, int number)
    {
        const int Size = 6;
        var at = Size;
        Before.CopyTo(output[at..]);
        at += Before.Length;
        at += Mark(output[at..], number);
        Behind.CopyTo(output[at..]);
        at += Behind.Length;
        return Chunk(output, at);
    }

    private int Mark(Span<byte> output, int number)
    {
        Utf8Formatter.TryFormat(wish.Stream, output, out var at);
        output[at++] = (byte)':';
        Utf8Formatter.TryFormat(number, output[at..], out var digits);
        return at + digits;
    }

    private int WriteEnd(Span<byte> output)
    {
        const int Size = 6;
        var at = Size;
        Finish.CopyTo(output[at..]);
        at += Finish.Length;
        if (includeUsage) at += Write(output[at..], Usage());
        at += Write(output[at..], "data: [DONE]\n\n"u8);
        at = Chunk(output, at);
        return at + Write(output[at..], "0\r\n\r\n"u8);
    }

    private byte[] Usage() => Encoding.ASCII.GetBytes(
        """data: {"id":"chatcmpl-load","object":"chat.completion.chunk","created":1764000000,"model":"mock","choices":[],"usage":"""
        + string.Create(CultureInfo.InvariantCulture, $$$"""{"prompt_tokens":8,"completion_tokens":{{{wish.Tokens}}},"total_tokens":{{{wish.Tokens + 8}}}}}""") + "\n\n");

    private static int Write(Span<byte> output, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(output);
        return bytes.Length;
    }

    // A chunk's size may have zeros in front: four digits fit everything that is written here.
    private static int Chunk(Span<byte> output, int end)
    {
        (end - 6).TryFormat(output, out _, "x4", CultureInfo.InvariantCulture);
        "\r\n"u8.CopyTo(output[4..]);
        "\r\n"u8.CopyTo(output[end..]);
        return end + 2;
    }
}
