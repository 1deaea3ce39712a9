using System.Text;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Files;
using Fastchat.Retrieval.Ingestion;

namespace Fastchat.Providers.Documents;

public sealed class PlainTextDecoderTests : DocumentDecoderContract
{
    protected override DocumentDecoder Decoder { get; } = new PlainTextDecoder();

    protected override FileKind Kind => FileKind.PlainText;

    protected override string Filename => "notes.txt";

    protected override byte[] Corrupt => [.. "text and then "u8, 0, 1, 2, 0xFF, 0];

    protected override byte[] Slow => [.. "text"u8];

    protected override byte[] Make(params string[] pages) => Encoding.UTF8.GetBytes(string.Join("\n\n", pages));

    [Fact]
    public override async Task Decode_Cancelled_LeavesNothingRunning()
    {
        // There is no other process; a call that is cancelled at once reads nothing.
        using var folder = new TemporaryFolder();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Decoder.DecodeAsync(
            folder.Write("file", Slow), Kind, Filename, new CancellationToken(canceled: true)));
    }

    public static TheoryData<string, byte[]> Encodings() => new()
    {
        { "UTF-8", [.. "naïve café €"u8] },
        { "UTF-8 with mark", [0xEF, 0xBB, 0xBF, .. "naïve café €"u8] },
        { "UTF-16 LE", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("naïve café €")] },
        { "UTF-16 BE", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("naïve café €")] },
        { "windows-1252", [.. "na"u8, 0xEF, .. "ve caf"u8, 0xE9, (byte)' ', 0x80] },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Decode_Encodings_GiveTheSameText(string name, byte[] content)
    {
        Assert.Equal("naïve café €", await DecodeTextAsync(content));
        Assert.NotEmpty(name);
    }

    [Theory]
    [InlineData("a\r\nb\rc\nd", "a\nb\nc\nd")]
    [InlineData("a\fb\vc", "a\nb\nc")]
    [InlineData("a\u0001b\u001b[0m\tc", "ab[0m\tc")]
    [InlineData("  indented  \t\n next\u00A0 ", "  indented\n next")]
    [InlineData("\n\n \na\n\n\n\n \n\nb\n\n", "a\n\n\nb")]
    [InlineData("a\n\n\nb", "a\n\n\nb")]
    [InlineData("😀", "😀")]
    public async Task Decode_Text_IsNormalised(string written, string kept)
    {
        var once = await DecodeTextAsync(Encoding.UTF8.GetBytes(written));

        Assert.Equal(kept, once);
        Assert.Equal(once, await DecodeTextAsync(Encoding.UTF8.GetBytes(once)));
    }

    [Fact]
    public async Task Decode_HalfOfASurrogatePairBeyondTheHead_IsReplaced()
    {
        var head = new string('a', FileTypeDetector.HeadLength);
        byte[] content = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(head), 0x3D, 0xD8, (byte)'x', 0];

        Assert.Equal(head + "\uFFFDx", await DecodeTextAsync(content));
    }

    [Fact]
    public async Task Decode_Markdown_KeepsItsSource()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("file", "# Title\n\n- *one*\n"u8);

        var document = await Decoder.DecodeAsync(path, FileKind.Markdown, "notes.md", Cancellation);

        Assert.Equal("# Title\n\n- *one*", Assert.Single(document.Pages).Text);
    }

    [Fact]
    public async Task Decode_MoreTextThanTheLimit_IsRefused()
    {
        var content = new byte[DocumentDecoder.TextLimit + 1];
        content.AsSpan().Fill((byte)'a');

        var refusal = await AssertRefusedAsync(ErrorReason.FileUnreadable, content);

        Assert.Contains("64 MiB", refusal.Message);
    }
}
