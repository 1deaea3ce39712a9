using System.Buffers;
using System.IO.Compression;
using Fastchat.Rpc.Calls;
using Grpc.Core;

namespace Fastchat.Rpc.Framing;

/// <summary>A way to compress single messages.</summary>
internal abstract class Compression
{
    /// <summary>What requests may use, for the headers that say so.</summary>
    public const string Accepted = "identity,gzip,deflate";

    private static readonly Compression Gzip = new GzipCompression();
    private static readonly Compression Deflate = new DeflateCompression();

    /// <summary>The name on the wire.</summary>
    public abstract string Name { get; }

    /// <summary>The compression of that name, in any case (RFC 9110, section 8.4.1); null for identity.</summary>
    /// <exception cref="RpcFaultException">UNIMPLEMENTED for a name that is not supported.</exception>
    public static Compression? Find(string? name) => name?.ToLowerInvariant() switch
    {
        null or "" or "identity" => null,
        "gzip" => Gzip,
        "deflate" => Deflate,
        _ => throw new RpcFaultException(new RpcFault(StatusCode.Unimplemented, $"Messages compressed by '{name}' are not read here; use one of {Accepted}.")
        {
            Reason = "UNKNOWN_COMPRESSION",
            HttpStatus = 415,
        }),
    };

    /// <summary>The compression to answer with: gzip where the caller takes it, otherwise deflate, otherwise null.</summary>
    public static Compression? Choose(string? accepted)
    {
        if (accepted is null) return null;
        var names = accepted.Split(',', StringSplitOptions.TrimEntries);
        return names.Contains(Gzip.Name) ? Gzip : names.Contains(Deflate.Name) ? Deflate : null;
    }

    /// <summary>Compresses a message.</summary>
    public byte[] Compress(ReadOnlySpan<byte> message)
    {
        // The framework's streams write nothing at all for nothing, which is not even a header.
        if (message.IsEmpty) return Empty.ToArray();
        using var output = new MemoryStream();
        using (var stream = Compressing(output)) stream.Write(message);
        return output.ToArray();
    }

    /// <summary>Expands a message; stops as soon as it grows beyond the limit, so that a bomb costs no more than that.</summary>
    public ReadOnlySequence<byte> Decompress(in ReadOnlySequence<byte> message, int limit)
    {
        // Nothing is the compressed form of nothing: senders that compress all leave an empty message as it is.
        if (message.IsEmpty) return message;
        var output = new ArrayBufferWriter<byte>(Math.Min(limit, 4096));
        try
        {
            using var input = new WholeInput(message);
            using var stream = Decompressing(input);
            while (true)
            {
                var read = stream.Read(output.GetSpan(4096));
                if (read == 0 && input.WasShort) throw new InvalidDataException("The end is missing.");
                if (read == 0) return new ReadOnlySequence<byte>(output.WrittenMemory);
                output.Advance(read);
                if (output.WrittenCount > limit)
                    throw new RpcFaultException(FrameReader.TooLarge(output.WrittenCount, limit));
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new RpcFaultException(RpcFault.InvalidArgument($"The message is not valid {Name}.", reason: "INVALID_MESSAGE"), e);
        }
    }

    /// <summary>The compressed form of no bytes.</summary>
    protected abstract ReadOnlySpan<byte> Empty { get; }

    /// <summary>A stream that compresses what is written to it.</summary>
    protected abstract Stream Compressing(Stream output);

    /// <summary>A stream that expands what is read from it.</summary>
    protected abstract Stream Decompressing(Stream input);

    private sealed class GzipCompression : Compression
    {
        public override string Name => "gzip";

        // RFC 1952: a header, an empty last block, checksum and length.
        protected override ReadOnlySpan<byte> Empty => [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

        protected override Stream Compressing(Stream output) => new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true);

        protected override Stream Decompressing(Stream input) => new GZipStream(input, CompressionMode.Decompress);
    }

    // gRPC's "deflate" is zlib (RFC 1950), not raw deflate. Source: gRPC over HTTP/2, "Message-Encoding".
    private sealed class DeflateCompression : Compression
    {
        public override string Name => "deflate";

        // RFC 1950: a header, an empty last block, checksum.
        protected override ReadOnlySpan<byte> Empty => [0x78, 1, 3, 0, 0, 0, 0, 1];

        protected override Stream Compressing(Stream output) => new ZLibStream(output, CompressionLevel.Fastest, leaveOpen: true);

        protected override Stream Decompressing(Stream input) => new ZLibStream(input, CompressionMode.Decompress);
    }
}
