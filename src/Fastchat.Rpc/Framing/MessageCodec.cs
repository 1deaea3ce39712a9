using System.Buffers;
using Fastchat.Rpc.Calls;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.Framing;

/// <summary>Messages to and from bytes, without framing.</summary>
internal abstract class MessageCodec
{
    /// <summary>The last part of content types: <c>proto</c> or <c>json</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Reads a message.</summary>
    /// <exception cref="RpcFaultException">The bytes are not such a message.</exception>
    public abstract IMessage Read(in ReadOnlySequence<byte> bytes, MessageDescriptor type);

    /// <summary>Writes a message.</summary>
    public abstract void Write(IMessage message, IBufferWriter<byte> output);
}
