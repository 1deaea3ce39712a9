using Fastchat.Contracts.Errors.V1;
using Fastchat.Files;
using Fastchat.Foundation;
using Fastchat.Providers.Sandbox;
using Fastchat.Retrieval.Ingestion;

namespace Fastchat.Providers.Documents;

public sealed class PdfDecoderTests : DocumentDecoderContract
{
    public PdfDecoderTests() =>
        Assert.SkipWhen(ExecutablePath.Find("pdftotext") is null, "pdftotext (package poppler-utils) is not installed.");

    protected override DocumentDecoder Decoder { get; } = new PdfDecoder(SharedSandbox.Instance);

    protected override FileKind Kind => FileKind.Pdf;

    protected override string Filename => "report.pdf";

    protected override bool HasPages => true;

    protected override byte[] Corrupt => [.. "%PDF-1.7\nand then nothing that a reader would know"u8];

    protected override byte[] Slow => SmallPdf.Make([.. Enumerable.Repeat("word", 20_000)]);

    protected override byte[] Make(params string[] pages) => SmallPdf.Make(pages);

    [Fact]
    public async Task Decode_PageWithoutText_OthersKeepTheirNumbers()
    {
        var document = await DecodeAsync(Make("first", " ", "third"));

        Assert.Equal([(1, "first"), (3, "third")], document.Pages.Select(p => (p.Number!.Value, p.Text)));
    }

    [Fact]
    public async Task Decode_Encrypted_SaysSo()
    {
        var refusal = await AssertRefusedAsync(ErrorReason.FileUnreadable, SmallPdf.Encrypted());

        Assert.Equal("report.pdf cannot be read: it is encrypted and needs a password.", refusal.Message);
    }

    [Fact]
    public async Task Decode_Corrupt_SaysWhatTheReaderSaid()
    {
        var refusal = await AssertRefusedAsync(ErrorReason.FileUnreadable, Corrupt);

        Assert.Equal(
            "report.pdf cannot be read: it is damaged (pdftotext says: Couldn't find trailer dictionary).", refusal.Message);
    }

    [Fact]
    public async Task Decode_ProgramNotInstalled_NamesThePackage()
    {
        using var folder = new TemporaryFolder();
        var decoder = new PdfDecoder(SharedSandbox.Instance, program: "pdftotext-that-is-not-there");

        var refusal = await Assert.ThrowsAsync<FastchatException>(() =>
            decoder.DecodeAsync(folder.Write("file", Make("text")), Kind, Filename, Cancellation));

        Assert.Equal(ErrorReason.DecoderMissing, refusal.Reason);
        Assert.Contains("poppler-utils", refusal.Message);
    }
}
