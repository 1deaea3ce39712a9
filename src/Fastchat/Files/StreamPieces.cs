using System.Runtime.CompilerServices;
using Google.Protobuf;

namespace Fastchat.Files;

/// <summary>Streams as frames of bytes.</summary>
internal static class StreamPieces
{
    /// <summary>The rest of a stream in pieces of at most <paramref name="size"/> bytes.</summary>
    public static async IAsyncEnumerable<ByteString> ReadPiecesAsync(this Stream stream, int size, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            // A fresh array each time: the frame keeps it, so that no byte is copied twice.
            var piece = new byte[size];
            var length = await stream.ReadAtLeastAsync(piece, size, throwOnEndOfStream: false, cancellationToken);
            if (length > 0) yield return UnsafeByteOperations.UnsafeWrap(piece.AsMemory(0, length));
            if (length < size) yield break;
        }
    }
}
