using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Fastchat.Rpc;

/// <summary>The bytes of frames and of Text messages, made by hand so that both sides cannot share a mistake.</summary>
internal static class Frames
{
    /// <summary>A Text message of at most 127 bytes: field 1, length-delimited.</summary>
    public static byte[] Message(string text) => text.Length == 0 ? [] : [0x0a, (byte)Encoding.UTF8.GetByteCount(text), .. Encoding.UTF8.GetBytes(text)];

    /// <summary>A frame around a payload.</summary>
    public static byte[] Frame(byte flags, byte[] payload)
    {
        var frame = new byte[5 + payload.Length];
        frame[0] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), payload.Length);
        payload.CopyTo(frame, 5);
        return frame;
    }

    /// <summary>Uncompressed frames around Text messages.</summary>
    public static byte[] Texts(params string[] texts) => [.. texts.SelectMany(t => Frame(0, Message(t)))];

    /// <summary>The frames of a body: flags and payload.</summary>
    public static List<(byte Flags, byte[] Payload)> Split(byte[] body)
    {
        var frames = new List<(byte, byte[])>();
        for (var at = 0; at < body.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(at + 1));
            frames.Add((body[at], body[(at + 5)..(at + 5 + length)]));
            at += 5 + length;
        }

        return frames;
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var stream = new GZipStream(output, CompressionLevel.Optimal)) stream.Write(bytes);
        return output.ToArray();
    }

    public static byte[] Zlib(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var stream = new ZLibStream(output, CompressionLevel.Optimal)) stream.Write(bytes);
        return output.ToArray();
    }

    public static byte[] Gunzip(byte[] bytes)
    {
        using var stream = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var output = new MemoryStream();
        stream.CopyTo(output);
        return output.ToArray();
    }
}
