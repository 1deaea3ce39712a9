using System.Buffers;
using System.Text;
using System.Text.Json;
using Fastchat.Rpc.Calls;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.Framing;

/// <summary>proto3 JSON (lowerCamelCase) as Connect speaks it. REST has its own shapes: see the Json folder.</summary>
internal sealed class ProtoJsonCodec : MessageCodec
{
    public static readonly ProtoJsonCodec Instance = new();

    // Connect's clients may be newer than the server: unknown fields are no error.
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default);

    // Protobuf's reader counts only objects: lists nested deep enough would overflow its stack and end the process.
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 100 };

    // JSON is UTF-8 (RFC 8259, section 8.1): bytes that are not are refused, never replaced.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public override string Name => "json";

    public override IMessage Read(in ReadOnlySequence<byte> bytes, MessageDescriptor type)
    {
        try
        {
            // An empty body is an empty message: `curl -d ''` is how people call a method that takes nothing.
            if (bytes.IsEmpty) return type.Parser.ParseFrom(ReadOnlySequence<byte>.Empty);
            var depth = Depth(bytes);
            var message = Parser.Parse(Utf8.GetString(bytes), type);
            return depth <= ProtobufDepth.AlwaysFits || ProtobufDepth.Fits(message) ? message : throw new InvalidDataException($"It {ProtobufDepth.Problem}.");
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException or JsonException or FormatException or OverflowException or ArgumentException or InvalidDataException or InvalidOperationException)
        {
            throw new RpcFaultException(RpcFault.InvalidArgument($"The request is not JSON of {type.FullName}: {RpcFault.Cut(e.Message)}", reason: "INVALID_JSON"), e);
        }
    }

    public override void Write(IMessage message, IBufferWriter<byte> output) => Encoding.UTF8.GetBytes(Formatter.Format(message), output);

    private static int Depth(in ReadOnlySequence<byte> bytes)
    {
        var json = new Utf8JsonReader(bytes, Strict);
        var deepest = 0;
        while (json.Read()) deepest = Math.Max(deepest, json.CurrentDepth);
        return deepest;
    }
}
