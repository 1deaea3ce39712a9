using Fastchat.Contracts.Errors.V1;
using Fastchat.Files;
using Fastchat.Foundation;
using Fastchat.Providers.Documents;
using Fastchat.Providers.Sandbox;
using Fastchat.Retrieval.Ingestion;

namespace Fastchat.Providers.Corpora;

/// <summary>The way of a file as the server takes it: detect, refuse or choose the decoder, decode.</summary>
internal static class Ingestion
{
    public static async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var worker = WorkerCommand.ForThisProcess();
        DocumentDecoder[] decoders =
        [
            new PlainTextDecoder(),
            new PdfDecoder(SharedSandbox.Instance),
            new HtmlDecoder(SharedSandbox.Instance, worker),
            new DocxDecoder(SharedSandbox.Instance, worker),
        ];

        var name = Path.GetFileName(path);
        var head = new byte[FileTypeDetector.HeadLength];
        await using var file = File.OpenRead(path);
        var length = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        var type = FileTypeDetector.Detect(head.AsSpan(0, length), name);
        FileTypeDetector.EnsureSupported(type, name);
        var document = await decoders.Single(d => d.Reads(type.Kind)).DecodeAsync(path, type.Kind, name, cancellationToken);
        return string.Join('\n', document.Pages.Select(p => p.Text));
    }

    /// <summary>The text, or null and the reason why there is none; any other exception is a failure.</summary>
    public static async Task<(string? Text, ErrorReason? Refusal)> TryReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return (await ReadAsync(path, cancellationToken), null);
        }
        catch (FastchatException refusal)
        {
            return (null, refusal.Reason);
        }
    }
}
