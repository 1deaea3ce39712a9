using System.Buffers;
using Fastchat.Rpc.Calls;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.Framing;

/// <summary>Binary Protobuf.</summary>
internal sealed class ProtoCodec : MessageCodec
{
    public static readonly ProtoCodec Instance = new();

    public override string Name => "proto";

    public override IMessage Read(in ReadOnlySequence<byte> bytes, MessageDescriptor type)
    {
        try
        {
            return type.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new RpcFaultException(RpcFault.InvalidArgument($"The request is not a {type.FullName} message: {e.Message}", reason: "INVALID_MESSAGE"), e);
        }
    }

    public override void Write(IMessage message, IBufferWriter<byte> output) => message.WriteTo(output);
}
