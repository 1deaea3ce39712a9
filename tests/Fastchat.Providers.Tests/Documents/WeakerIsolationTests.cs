using System.Text;
using Fastchat.Files;
using Fastchat.Providers.Sandbox;
using Fastchat.Retrieval.Ingestion;

namespace Fastchat.Providers.Documents;

/// <summary>Where bwrap or prlimit is missing, decoders still read.</summary>
public sealed class WeakerIsolationTests
{
    [Theory]
    [InlineData(SandboxIsolation.LimitsOnly)]
    [InlineData(SandboxIsolation.None)]
    public async Task Decode_WithoutNamespaces_StillReads(SandboxIsolation isolation)
    {
        Assert.SkipWhen(ExecutablePath.Find("pdftotext") is null, "pdftotext (package poppler-utils) is not installed.");
        Assert.SkipWhen(
            isolation != SandboxIsolation.None && ExecutablePath.Find("prlimit") is null, "prlimit is not installed.");
        var sandbox = new SandboxedProcess(isolation, TimeProvider.System);
        var worker = WorkerCommand.ForThisProcess();

        Assert.Equal("text", await ReadAsync(new PdfDecoder(sandbox), FileKind.Pdf, SmallPdf.Make("text")));
        Assert.Equal("text", await ReadAsync(new DocxDecoder(sandbox, worker), FileKind.Docx, SmallDocx.Make("text")));
        Assert.Equal("text", await ReadAsync(new HtmlDecoder(sandbox, worker), FileKind.Html, Encoding.UTF8.GetBytes("<p>text")));
    }

    private static async Task<string> ReadAsync(DocumentDecoder decoder, FileKind kind, byte[] content)
    {
        using var folder = new TemporaryFolder();
        var document = await decoder.DecodeAsync(
            folder.Write("file", content), kind, "file", TestContext.Current.CancellationToken);
        return Assert.Single(document.Pages).Text;
    }
}
