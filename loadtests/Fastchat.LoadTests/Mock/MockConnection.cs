using System.Buffers.Text;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Fastchat.LoadTests.Sockets;

namespace Fastchat.LoadTests.Mock;

/// <summary>One kept-alive connection to the mock: requests one after another.</summary>
internal sealed class MockConnection(EventLoop loop, Socket socket) : LoopSocket(loop, socket)
{
    private static readonly byte[] Models = Reply("200 OK", """{"object":"list","data":[{"id":"mock","object":"model","created":1764000000,"owned_by":"load"}]}""");
    private static readonly byte[] Unknown = Reply("404 Not Found", """{"error":{"message":"There is nothing here.","type":"invalid_request_error","param":null,"code":null}}""");

    private byte[] _kept = [];
    private int _keptLength;
    private bool _answering;

    /// <summary>The answer that waits for its reader.</summary>
    public LoopTimer? Resume { get; set; }

    /// <summary>The answer has ended: the next request is looked at.</summary>
    public void EndAnswer()
    {
        _answering = false;
        if (_keptLength > 0) Keep(Serve(_kept.AsSpan(0, _keptLength)), _kept.AsSpan(0, _keptLength));
    }

    /// <inheritdoc />
    protected override void OnReadable()
    {
        var count = Receive(Loop.Buffer.AsSpan(_keptLength));
        if (count == 0) return;
        _kept.AsSpan(0, _keptLength).CopyTo(Loop.Buffer);
        var all = Loop.Buffer.AsSpan(0, _keptLength + count);
        _keptLength = 0;
        Keep(Serve(all), all);
    }

    /// <inheritdoc />
    protected override void OnSentAll()
    {
        if (Resume is not { } answer) return;
        Resume = null;
        Loop.Soon(answer);
    }

    private void Keep(int served, ReadOnlySpan<byte> all)
    {
        var rest = all[served..];
        if (_kept.Length < rest.Length) _kept = new byte[rest.Length];
        rest.CopyTo(_kept);
        _keptLength = rest.Length;
    }

    private int Serve(ReadOnlySpan<byte> all)
    {
        var served = 0;
        while (!_answering && all[served..].IndexOf("\r\n\r\n"u8) is >= 0 and var end)
        {
            var head = all.Slice(served, end + 2);
            var body = served + end + 4;
            var length = Length(head);
            if (all.Length < body + length) break;
            served = body + length;
            Answer(head, all.Slice(body, length));
        }

        return served;
    }

    private void Answer(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var target = head[..head.IndexOf("\r\n"u8)];
        if (target.IndexOf("/models "u8) >= 0) Send(Models);
        else if (target.IndexOf("/chat/completions "u8) < 0) Send(Unknown);
        else if (body.IndexOf("\"stream\":true"u8) < 0) Send(Whole(Wish.Find(body)));
        else
        {
            _answering = true;
            new MockAnswer(this, Wish.Find(body), body.IndexOf("\"include_usage\":true"u8) >= 0).Begin();
        }
    }

    private static byte[] Whole(Wish wish)
    {
        var text = string.Join(' ', Enumerable.Range(0, wish.Tokens).Select(n => string.Create(CultureInfo.InvariantCulture, $"{Wish.Mark}{wish.Stream}:{n}")));
        return Reply("200 OK",
            """{"id":"chatcmpl-load","object":"chat.completion","created":1764000000,"model":"mock","choices":[{"index":0,"message":{"role":"assistant","content":""" + $"\"{text} \""
            + string.Create(CultureInfo.InvariantCulture, $$$"""},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":8,"completion_tokens":{{{wish.Tokens}}},"total_tokens":{{{wish.Tokens + 8}}}}}"""));
    }

    private static int Length(ReadOnlySpan<byte> head)
    {
        Span<byte> lower = stackalloc byte[Math.Min(head.Length, 8192)];
        Ascii.ToLower(head[..lower.Length], lower, out _);
        var at = lower.IndexOf("\r\ncontent-length: "u8);
        return at >= 0 && Utf8Parser.TryParse(lower[(at + 18)..], out int length, out _) ? length : 0;
    }

    private static byte[] Reply(string status, string json) =>
        Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {json.Length}\r\n\r\n{json}");
}
