using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Framing;
using Fastchat.Rpc.Json;
using Fastchat.Rpc.Rest;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.WebSockets;

/// <summary>
/// A call's messages as texts (REST's JSON) or bytes (Protobuf). The subprotocol decides which, or else the first message,
/// whoever sends it; a server that speaks first speaks JSON.
/// </summary>
internal sealed class SocketMessages(HttpContext http, SocketTarget target, string? subprotocol, int maxJsonDepth)
{
    private const int Undecided = -1;

    private readonly MessageDescriptor _requestType = target.Method.Descriptor.InputType;
    private readonly Action<Utf8JsonWriter, IMessage> _writeJson = target.Binding?.WriteResponse ?? JsonPlan.For(target.Method.Descriptor.OutputType).Write;
    private int _kind = subprotocol switch
    {
        Subprotocols.Json => (int)WebSocketMessageType.Text,
        Subprotocols.Binary => (int)WebSocketMessageType.Binary,
        _ => Undecided,
    };

    private bool _any;

    /// <summary>Whether the call's messages are bytes.</summary>
    public bool AreBinary => Volatile.Read(ref _kind) == (int)WebSocketMessageType.Binary;

    /// <summary>Reads a request; the first one also takes what path and query bind.</summary>
    /// <exception cref="RpcFaultException">The message is of the other kind, or malformed.</exception>
    /// <exception cref="JsonShapeException">The JSON does not fit.</exception>
    public IMessage Read(ReadOnlyMemory<byte> bytes, WebSocketMessageType kind)
    {
        if (Settle(kind) != kind)
            throw new RpcFaultException(RpcFault.InvalidArgument($"This call's messages are {(AreBinary ? "bytes (Protobuf)" : "texts (JSON)")}; one of the other kind came.", reason: SocketEnd.WrongKind));
        var request = kind == WebSocketMessageType.Binary ? ProtoCodec.Instance.Read(new ReadOnlySequence<byte>(bytes), _requestType) : RequestJson.Read(bytes.Span, target.Method, target.Binding?.BodyField, maxJsonDepth, http);
        if (!_any) target.Binding?.BindUrl(request, http.Request, target.Path);
        _any = true;
        return request;
    }

    /// <summary>Writes a response.</summary>
    public WebSocketMessageType Write(IMessage message, IBufferWriter<byte> output)
    {
        var kind = Settle(WebSocketMessageType.Text);
        if (kind == WebSocketMessageType.Binary)
        {
            message.WriteTo(output);
            return kind;
        }

        using var json = new Utf8JsonWriter(output, ShapedJson.WriterOptions);
        _writeJson(json, message);
        return kind;
    }

    // The two directions may come here at the same moment: the first one decides for both.
    private WebSocketMessageType Settle(WebSocketMessageType kind)
    {
        var settled = Interlocked.CompareExchange(ref _kind, (int)kind, Undecided);
        return settled == Undecided ? kind : (WebSocketMessageType)settled;
    }
}
