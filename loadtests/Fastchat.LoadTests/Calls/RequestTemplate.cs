using System.Globalization;
using System.Text;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.LoadTests.Mock;
using Google.Protobuf;

namespace Fastchat.LoadTests.Calls;

/// <summary>A request's bytes, made once and sent again and again with another stream's number in it.</summary>
internal sealed class RequestTemplate
{
    private const int Digits = 8;

    private readonly byte[] _bytes;
    private readonly int _number;

    private RequestTemplate(WireProtocol protocol, string? key, string path, byte[] bytes)
    {
        Protocol = protocol;
        Key = key;
        Path = path;
        _bytes = bytes;
        _number = bytes.AsSpan().IndexOf("stream=00000000"u8) + "stream=".Length;
    }

    /// <summary>How it is sent.</summary>
    public WireProtocol Protocol { get; }

    /// <summary>The caller's key; null for none.</summary>
    public string? Key { get; }

    /// <summary>What is called.</summary>
    public string Path { get; }

    /// <summary>The request for a stream, valid until the next is asked for: of HTTP/1.1 all of it, of HTTP/2 the framed message.</summary>
    public ReadOnlySpan<byte> For(int stream)
    {
        stream.TryFormat(_bytes.AsSpan(_number, Digits), out _, "D8", CultureInfo.InvariantCulture);
        return _bytes;
    }

    /// <summary>Makes one.</summary>
    /// <param name="protocol">How it is sent.</param>
    /// <param name="key">The caller's key; null for none.</param>
    /// <param name="wish">What is asked for; its stream is replaced each time.</param>
    /// <param name="model">The model.</param>
    public static RequestTemplate Make(WireProtocol protocol, string? key, Wish wish, string model = "mock")
    {
        var words = (wish with { Stream = 0 }).ToString();
        return protocol switch
        {
            WireProtocol.Sse or WireProtocol.Json => Rest(protocol, key, words, model),
            WireProtocol.GrpcChat => Rpc(protocol, key, "/fastchat.chat.v1.ChatService/Chat", new ChatRequest
            {
                Model = model,
                Messages = { new Message { Role = Role.User, Text = words } },
            }),
            _ => Rpc(protocol, key, "/fastchat.openai.v1.ChatCompletionsService/StreamChatCompletion", new StreamChatCompletionRequest
            {
                Params = new ChatCompletionParams { Model = model, Messages = { new ChatMessage { Role = ChatRole.User, Text = words } } },
            }),
        };
    }

    private static RequestTemplate Rest(WireProtocol protocol, string? key, string words, string model)
    {
        const string Path = "/v1/chat/completions";
        var stream = protocol == WireProtocol.Sse ? ",\"stream\":true" : "";
        var body = $$"""{"model":"{{model}}"{{stream}},"messages":[{"role":"user","content":"{{words}}"}]}""";
        return new RequestTemplate(protocol, key, Path, Encoding.ASCII.GetBytes($"{Head(Path, key, "application/json", body.Length)}{body}"));
    }

    private static RequestTemplate Rpc(WireProtocol protocol, string? key, string path, IMessage message)
    {
        var size = message.CalculateSize();
        byte[] framed = [0, (byte)(size >> 24), (byte)(size >> 16), (byte)(size >> 8), (byte)size, .. message.ToByteArray()];
        return protocol == WireProtocol.GrpcWeb
            ? new RequestTemplate(protocol, key, path, [.. Encoding.ASCII.GetBytes(Head(path, key, "application/grpc-web+proto", framed.Length)), .. framed])
            : new RequestTemplate(protocol, key, path, framed);
    }

    private static string Head(string path, string? key, string contentType, int length) =>
        $"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{(key is null ? "" : $"authorization: Bearer {key}\r\n")}content-type: {contentType}\r\ncontent-length: {length}\r\n\r\n";
}
