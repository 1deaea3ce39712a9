using System.Globalization;
using System.Text;

namespace Fastchat.Rpc.Http2;

/// <summary>Field blocks of literals, and the status out of those that Kestrel writes. Source: RFC 7541.</summary>
internal static class Hpack
{
    // The static table's entries 8 to 14.
    private static readonly int[] Statuses = [200, 204, 206, 304, 400, 404, 500];

    /// <summary>Fields as literals without indexing, new names (section 6.2.2).</summary>
    public static byte[] Block(params ReadOnlySpan<(string Name, string Value)> fields)
    {
        var block = new List<byte>();
        foreach (var (name, value) in fields) block.AddRange([0, .. Text(name), .. Text(value)]);
        return [.. block];
    }

    /// <summary>A string, not Huffman-coded (section 5.2).</summary>
    public static byte[] Text(string text) => [.. Integer(0, 7, text.Length), .. Encoding.Latin1.GetBytes(text)];

    /// <summary>An integer behind the bits of its representation (section 5.1).</summary>
    public static byte[] Integer(byte first, int prefixBits, int value)
    {
        var most = (1 << prefixBits) - 1;
        if (value < most) return [(byte)(first | value)];
        var bytes = new List<byte> { (byte)(first | most) };
        for (value -= most; value >= 128; value >>= 7) bytes.Add((byte)(value | 128));
        bytes.Add((byte)value);
        return [.. bytes];
    }

    /// <summary>The status at the head of a response's block; null where there is none, as in trailers.</summary>
    public static int? Status(ReadOnlySpan<byte> block) => block switch
    {
        // The test's connection allows no dynamic table, so the encoder may begin by saying that it has none.
        [0x20, .. var rest] => Status(rest),
        [>= 0x88 and <= 0x8e, ..] => Statuses[block[0] - 0x88],
        [0x08 or 0x18 or 0x48, 3, .. var value] => int.Parse(Encoding.ASCII.GetString(value[..3]), CultureInfo.InvariantCulture),
        _ => null,
    };
}
