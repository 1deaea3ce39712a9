using static Fastchat.Rpc.Http2.CaseFrames;
using static Fastchat.Rpc.Http2.Http2Case;
using static Fastchat.Rpc.Http2.Http2Frame;

namespace Fastchat.Rpc.Http2;

/// <summary>RFC 7541: what field blocks may say, and what breaks them.</summary>
internal static class HpackCases
{
    // GET, http and / from the static table; then what the case is about.
    private static readonly byte[] Start = [0x82, 0x86, 0x84];

    // "www.example.com" as in appendix C.4.1.
    private static readonly byte[] Huffman = [0x8c, 0xf1, 0xe3, 0xc2, 0xe5, 0xf2, 0x3a, 0x6b, 0xa0, 0xab, 0x90, 0xf4, 0xff];

    public static IEnumerable<Http2Case> All =>
    [
        Good("2.3.2", "An entry of the dynamic table", 0x40, [.. Hpack.Text("x-test"), .. Hpack.Text("ok"), 0xbe]),
        new("HPACK 2.3.2", "An entry that another request made", new Http2Step(_ => [Request(0x40, [.. Hpack.Text("x-test"), .. Hpack.Text("ok")])], Http2Expectation.Answer(stream: 1)),
            new Http2Step(_ => [HeaderBlock(3, End, [.. Start, 0xbe])], Http2Expectation.Answer(stream: 3))),
        Bad("2.3.3", "An index beyond both tables", Hpack.Integer(0x80, 7, 70)),
        Bad("2.3.3", "A name's index beyond both tables", [.. Hpack.Integer(0x40, 6, 70), .. Hpack.Text("empty")]),
        Bad("2.3.3", "An entry that was evicted", [0x40, .. Hpack.Text("x-test"), .. Hpack.Text("ok"), 0x20, 0xbe]),
        Bad("4.2", "A change of the table's size after a field", [0x20]),
        Answered("HPACK 4.2", "A change of the table's size before the first field", HeaderBlock(1, End, [0x20, .. Start])),
        Answered("HPACK 4.2", "Two changes of the table's size before the first field", HeaderBlock(1, End, [0x20, .. Hpack.Integer(0x20, 5, 4096), .. Start])),
        Bad("5.1", "An integer without end", [0xff, .. Enumerable.Repeat((byte)0xff, 10), 0]),
        Bad("5.2", "A string longer than the block", [0x00, .. Hpack.Integer(0, 7, 500), (byte)'a']),
        Good("5.2", "A Huffman-coded value", 0x41, Huffman),
        Bad("5.2", "Huffman padding of more than seven bits", [0x00, .. Hpack.Text("x-test"), 0x82, 0x1f, 0xff]),
        Bad("5.2", "Huffman padding of zeros", [0x00, .. Hpack.Text("x-test"), 0x81, 0x18]),
        Bad("5.2", "Huffman code with the end-of-string symbol", [0x00, .. Hpack.Text("x-test"), 0x85, 0xff, 0xff, 0xff, 0xff, 0xff]),
        Answered("HPACK 6.1", "Fields from the static table alone", HeaderBlock(1, End, Start)),
        Bad("6.1", "The index 0", [0x80]),
        Good("6.2.1", "A literal that is indexed, its name from the table", 0x7a, Hpack.Text("agent")),
        Good("6.2.1", "A literal that is indexed, with a new name", 0x40, [.. Hpack.Text("x-test"), .. Hpack.Text("ok")]),
        Good("6.2.2", "A literal without indexing, its name from the table", 0x0f, [0x2b, .. Hpack.Text("agent")]),
        Good("6.2.2", "A literal without indexing, with a new name", 0x00, [.. Hpack.Text("x-test"), .. Hpack.Text("ok")]),
        Good("6.2.3", "A literal never to be indexed, its name from the table", 0x1f, [0x2b, .. Hpack.Text("agent")]),
        Good("6.2.3", "A literal never to be indexed, with a new name", 0x10, [.. Hpack.Text("x-test"), .. Hpack.Text("ok")]),
        Breaks("HPACK 6.3", "A table larger than SETTINGS_HEADER_TABLE_SIZE", CompressionError, HeaderBlock(1, End, [.. Hpack.Integer(0x20, 5, 65536), .. Start])),
    ];

    private static Http2Case Good(string section, string name, byte first, byte[] rest) => Answered($"HPACK {section}", name, Request(first, rest));

    private static Http2Case Bad(string section, string name, byte[] representation) =>
        Breaks($"HPACK {section}", name, CompressionError, HeaderBlock(1, End, [.. Start, .. representation]));

    private static byte[] Request(byte first, byte[] rest) => HeaderBlock(1, End, [.. Start, first, .. rest]);
}
