using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fastchat.Rpc.WireTest;

namespace Fastchat.Rpc.Json;

public sealed class ReadableEncoderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("😀", "😀")]
    [InlineData("ä👩‍👩‍👧𝄞\U0010ffff", "ä👩‍👩‍👧𝄞\U0010ffff")]
    [InlineData("\u2028\u2029\u007f\u0085\ufeff\uffff", "\u2028\u2029\u007f\u0085\ufeff\uffff")]
    [InlineData("<b>&'+`/", "<b>&'+`/")]
    [InlineData("\"\\", "\\\"\\\\")]
    [InlineData("\b\f\n\r\t", "\\b\\f\\n\\r\\t")]
    [InlineData("a\0b\u0001\u001fc", "a\\u0000b\\u0001\\u001fc")]
    [InlineData("😀\n😀\"😀", "😀\\n😀\\\"😀")]
    public void Text_OfUnicode_IsEscapedNoMoreThanJsonDemands(string text, string expected)
    {
        Assert.Equal($"\"{expected}\"", Written(json => json.WriteStringValue(text)));
        Assert.Equal($"\"{expected}\"", Written(json => json.WriteStringValue(Encoding.UTF8.GetBytes(text))));
        Assert.Equal(expected, ReadableEncoder.Instance.Encode(text));
        Assert.Equal(text, JsonElement.Parse(Written(json => json.WriteStringValue(text))).GetString());
    }

    [Theory]
    [InlineData(new[] { 0xd83d }, "\ufffd")]
    [InlineData(new[] { 0xde00 }, "\ufffd")]
    [InlineData(new[] { 'a', 0xd83d, 'b' }, "a\ufffdb")]
    [InlineData(new[] { 0xde00, 0xd83d }, "\ufffd\ufffd")]
    [InlineData(new[] { 0xd83d, 0xd83d, 0xde00 }, "\ufffd😀")]
    [InlineData(new[] { 0xd83d, 0xde00, 0xde00, '\n' }, "😀\ufffd\\n")]
    public void LoneSurrogates_AreReplaced(int[] utf16, string expected)
    {
        var text = new string([.. utf16.Select(c => (char)c)]);

        Assert.Equal($"\"{expected}\"", Written(json => json.WriteStringValue(text)));
    }

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { (byte)'a', 0xc3 })]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 })]
    public void Utf8_ThatIsNone_IsFound(byte[] utf8) => Assert.NotEqual(-1, ReadableEncoder.Instance.FindFirstCharacterToEncodeUtf8(utf8));

    // The framework's relaxed encoder is the judge of where escaping begins, but for what it escapes beyond need.
    [Fact]
    public void Encode_HalfACharacterAtTheEndOfABlock_IsLeftForTheNext()
    {
        var output = new char[8];

        var status = ReadableEncoder.Instance.Encode("a\ud83d", output, out var consumed, out var written, isFinalBlock: false);

        Assert.Equal((OperationStatus.NeedMoreData, 1, 1), (status, consumed, written));
    }

    [Fact]
    public void EveryCharacterOfTheBasicPlane_IsEscapedWhereJsonDemandsIt()
    {
        for (var c = 0; c <= char.MaxValue; c++)
        {
            var text = $"x{(char)c}";
            var needed = c is < ' ' or '"' or '\\';

            Assert.Equal(needed, ReadableEncoder.Instance.WillEncode(c));
            if (needed) Assert.Equal(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text), ReadableEncoder.Instance.Encode(text), ignoreCase: true);
            else Assert.Equal(char.IsSurrogate((char)c) ? "x\ufffd" : text, ReadableEncoder.Instance.Encode(text));
        }
    }

    [Fact]
    public void Writing_LongTextWithoutEscapes_AllocatesNothing()
    {
        var message = new Text { Text_ = string.Concat(Enumerable.Repeat("words and 😀, ", 200)) };
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(64 * 1024);
        using var json = new Utf8JsonWriter(buffer, ShapedJson.WriterOptions);
        var plan = JsonPlan.For(Text.Descriptor);
        long Allocated()
        {
            buffer.ResetWrittenCount();
            json.Reset(buffer);
            var before = GC.GetAllocatedBytesForCurrentThread();
            plan.Write(json, message);
            json.Flush();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // The first calls make plans and code.
        for (var i = 0; i < 100; i++) Allocated();

        Assert.Equal(0, Allocated());
    }

    private static string Written(Action<Utf8JsonWriter> write)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, ShapedJson.WriterOptions)) write(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
