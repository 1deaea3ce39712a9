using System.Buffers;
using System.Text;
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

    public override string Name => "json";

    public override IMessage Read(in ReadOnlySequence<byte> bytes, MessageDescriptor type)
    {
        try
        {
            // An empty body is an empty message: `curl -d ''` is how people call a method that takes nothing.
            return bytes.IsEmpty ? type.Parser.ParseFrom(ReadOnlySequence<byte>.Empty) : Parser.Parse(Encoding.UTF8.GetString(bytes), type);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException or FormatException or OverflowException or ArgumentException)
        {
            throw new RpcFaultException(RpcFault.InvalidArgument($"The request is not JSON of {type.FullName}: {e.Message}", reason: "INVALID_JSON"), e);
        }
    }

    public override void Write(IMessage message, IBufferWriter<byte> output) => Encoding.UTF8.GetBytes(Formatter.Format(message), output);
}
