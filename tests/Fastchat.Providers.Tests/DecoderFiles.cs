using Fastchat.Files;
using Fastchat.Retrieval.Ingestion;

namespace Fastchat.Providers;

/// <summary>Decoders read streams; tests have files.</summary>
internal static class DecoderFiles
{
    public static async Task<DecodedDocument> DecodeAsync(this DocumentDecoder decoder, string path, FileKind kind, string filename, CancellationToken cancellationToken)
    {
        await using var content = File.Exists(path) ? File.OpenRead(path) : Stream.Null;
        return await decoder.DecodeAsync(content, kind, filename, cancellationToken);
    }
}
