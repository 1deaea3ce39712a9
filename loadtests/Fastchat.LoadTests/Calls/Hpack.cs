using System.Text;

namespace Fastchat.LoadTests.Calls;

/// <summary>
/// As much of HTTP/2's header compression as a client needs that forbids the table: literals out, status and trailers in.
/// Source: RFC 7541.
/// </summary>
internal static class Hpack
{
    private const int StatusName = 8;

    /// <summary>The headers of a gRPC call.</summary>
    public static byte[] Request(string path, string? key)
    {
        // :method POST, :scheme http, then literals: :path, :authority, content-type, authorization, te.
        var block = new List<byte> { 0x83, 0x86 };
        Literal(block, [0x04], path);
        Literal(block, [0x01], "127.0.0.1");
        Literal(block, [0x0f, 0x10], "application/grpc+proto");
        if (key is not null) Literal(block, [0x0f, 0x08], $"Bearer {key}");
        Literal(block, [0x00, 0x02, (byte)'t', (byte)'e'], "trailers");
        return [.. block];
    }

    /// <summary>Reads a block for what tells how a call went: the HTTP status and gRPC's.</summary>
    /// <exception cref="InvalidDataException">The block uses what was forbidden.</exception>
    public static (string? Http, string? Grpc) Read(ReadOnlySpan<byte> block)
    {
        string? http = null, grpc = null;
        while (!block.IsEmpty)
        {
            var first = block[0];
            if (first >= 0x80)
            {
                var index = Integer(ref block, 7);
                if (index is >= StatusName and < 15) http = ((string[])["200", "204", "206", "304", "400", "404", "500"])[index - StatusName];
            }
            else if ((first & 0xe0) == 0x20)
            {
                Integer(ref block, 5);
            }
            else
            {
                var index = Integer(ref block, first >= 0x40 ? 6 : 4);
                var name = index == 0 ? Text(ref block) : "";
                var value = Text(ref block);
                if (index is >= StatusName and < 15) http = value;
                if (name == "grpc-status") grpc = value;
            }
        }

        return (http, grpc);
    }

    private static void Literal(List<byte> block, ReadOnlySpan<byte> name, string value)
    {
        block.AddRange(name);
        block.Add((byte)value.Length);
        block.AddRange(Encoding.ASCII.GetBytes(value));
    }

    private static int Integer(ref ReadOnlySpan<byte> block, int bits)
    {
        var most = (1 << bits) - 1;
        var value = block[0] & most;
        block = block[1..];
        for (var shift = 0; value >= most; shift += 7)
        {
            var next = block[0];
            block = block[1..];
            value += (next & 0x7f) << shift;
            if (next < 0x80) break;
        }

        return value;
    }

    private static string Text(ref ReadOnlySpan<byte> block)
    {
        // What is packed in Huffman's code is no status.
        var packed = block[0] >= 0x80;
        var length = Integer(ref block, 7);
        var text = packed ? "" : Encoding.ASCII.GetString(block[..length]);
        block = block[length..];
        return text;
    }
}
