using System.Buffers.Binary;

namespace Fastchat.Server;

/// <summary>Messages with flags and length before them, as gRPC, gRPC-Web and Connect's streams carry them.</summary>
internal static class Envelopes
{
    /// <summary>One message in its envelope.</summary>
    public static byte[] Of(byte[] message)
    {
        var result = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(result.AsSpan(1), message.Length);
        message.CopyTo(result, 5);
        return result;
    }

    /// <summary>All messages of a body with their flags.</summary>
    public static IEnumerable<(byte Flags, byte[] Message)> Read(byte[] body)
    {
        for (var at = 0; at < body.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(at + 1));
            yield return (body[at], body[(at + 5)..(at + 5 + length)]);
            at += 5 + length;
        }
    }
}
