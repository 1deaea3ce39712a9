using System.Buffers;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.Json;

/// <summary>
/// Writes messages of one type with some members left to whoever writes: a request that is passed on with a few changes
/// need not be copied for them. Make it once per type.
/// </summary>
public sealed class ShapedMembers(MessageDescriptor type, params string[] leftOut)
{
    private readonly ObjectPlan _plan = new(type, leftOut);

    /// <summary>Writes a message as one object.</summary>
    /// <param name="message">The message.</param>
    /// <param name="output">Where to.</param>
    /// <param name="own">Writes the members that were left out, or others.</param>
    public void Write<T>(T message, IBufferWriter<byte> output, Action<Utf8JsonWriter, T> own) where T : IMessage
    {
        using var json = new Utf8JsonWriter(output, ShapedJson.WriterOptions);
        json.WriteStartObject();
        _plan.WriteMembers(json, message);
        own(json, message);
        json.WriteEndObject();
    }

    /// <summary>Writes the members of a message into an object that was begun.</summary>
    public void Write(Utf8JsonWriter json, IMessage message) => _plan.WriteMembers(json, message);
}
