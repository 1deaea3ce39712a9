using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;

namespace Fastchat.Rpc.Client;

/// <summary>Decompresses messages.</summary>
internal static class Gzip
{
    private const int Step = 16 * 1024;

    /// <summary>The plain bytes in pooled memory, or null as soon as they are more than allowed: a small frame may hide gigabytes.</summary>
    public static PooledBuffer? Decompress(ReadOnlySequence<byte> compressed, int? maxSize)
    {
        using var gzip = new GZipStream(PipeReader.Create(compressed).AsStream(), CompressionMode.Decompress);
        var plain = new PooledBuffer(Step);
        try
        {
            while (gzip.Read(plain.GetSpan(Step)) is > 0 and var read)
            {
                plain.Advance(read);
                if (plain.Length > maxSize)
                {
                    plain.Dispose();
                    return null;
                }
            }

            return plain;
        }
        catch
        {
            plain.Dispose();
            throw;
        }
    }
}
