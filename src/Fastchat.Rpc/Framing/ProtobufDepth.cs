using Google.Protobuf;

namespace Fastchat.Rpc.Framing;

/// <summary>
/// Whether what came as JSON can go on as Protobuf. Readers of Protobuf give up at 100 messages inside each other, and one
/// object of a google.protobuf.Struct is three of them: what is taken here must not fail with the peer, or when it is read
/// back from a store.
/// </summary>
internal static class ProtobufDepth
{
    /// <summary>JSON that nests no deeper always fits: no shape makes more than four messages of one level.</summary>
    public const int AlwaysFits = 22;

    /// <summary>What is wrong with a message that does not fit.</summary>
    public const string Problem = "nests deeper than Protobuf messages may";

    // Ten of a hundred are left for the messages that such a message is put into.
    private const int Limit = 90;

    /// <summary>Finds out by doing it: only bodies that nest deeper than <see cref="AlwaysFits"/> are worth it.</summary>
    public static bool Fits(IMessage message)
    {
        using var bytes = new MemoryStream(message.ToByteArray(), writable: false);
        try
        {
            message.Descriptor.Parser.ParseFrom(CodedInputStream.CreateWithLimits(bytes, int.MaxValue, Limit));
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }
}
