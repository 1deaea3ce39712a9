using System.Text;
using System.Text.RegularExpressions;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Files;
using Fastchat.Foundation;
using Fastchat.Providers.Sandbox;
using Fastchat.Retrieval.Ingestion;

namespace Fastchat.Providers.Documents;

/// <summary>PDF by way of poppler's pdftotext, page by page.</summary>
/// <param name="sandbox">Where pdftotext runs.</param>
/// <param name="limits">What it may use.</param>
/// <param name="program">The program's name, or another one that takes the same arguments.</param>
public sealed partial class PdfDecoder(
    SandboxedProcess sandbox, SandboxOptions? limits = null, string program = "pdftotext") : SandboxedDecoder(sandbox)
{
    private const int CopyingForbidden = 3;

    // No -layout: it keeps columns side by side, and a passage would hold half lines of both. Without it the text comes in
    // reading order.
    private static readonly string[] Arguments = ["-enc", "UTF-8", "-", "-"];

    private readonly SandboxOptions _options = limits ?? new();

    /// <inheritdoc />
    public override bool Reads(FileKind kind) => kind == FileKind.Pdf;

    /// <inheritdoc />
    protected override string NoText => "there is no text in it; pages that are scanned images cannot be read";

    /// <inheritdoc />
    protected override async Task<DecodedDocument> DecodeCoreAsync(
        Stream content, FileKind kind, string filename, CancellationToken cancellationToken)
    {
        // Looked up each time, so that installing it is enough.
        var command = ExecutablePath.Find(program) ?? throw new FastchatException(
            ErrorReason.DecoderMissing,
            "PDF files are read by pdftotext, which is not installed on the server; install the package poppler-utils.");
        var result = await RunAsync(content, filename, _options, command, Arguments, cancellationToken);
        if (result.ExitCode != 0)
        {
            throw Unreadable(filename, Reason(result), new InvalidOperationException(result.Error));
        }

        // Every page ends in a form feed, the last one too.
        var pages = Encoding.UTF8.GetString(result.Output.Span).Split('\f');
        return new DecodedDocument([.. pages.Select((text, index) => new DecodedPage(index + 1, text))]);
    }

    private static string Reason(SandboxResult result)
    {
        if (result.ExitCode == CopyingForbidden)
        {
            return "its author has forbidden copying text from it";
        }

        var line = result.Error.Split('\n').FirstOrDefault(l => l.Contains("Error", StringComparison.Ordinal)) ?? "";
        var said = Prefix().Replace(line, "").Trim().TrimEnd('.');
        return said switch
        {
            "" => "it is damaged",
            "Incorrect password" => "it is encrypted and needs a password",
            _ => $"it is damaged (pdftotext says: {said})",
        };
    }

    // "Syntax Error (1234): Couldn't read xref table" without its beginning.
    [GeneratedRegex(@"^[A-Za-z/ ]*Error( \(\d+\))?:\s*")]
    private static partial Regex Prefix();
}
