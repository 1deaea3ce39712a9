using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.Http.Headers;
using Grpc.Core;

namespace Fastchat.Rpc.Client;

/// <summary>Reads messages from a response body, one at a time.</summary>
/// <param name="body">The body.</param>
/// <param name="encoding">How its compressed messages are compressed.</param>
/// <param name="maxSize">The most bytes a message may have, decompressed; null for no limit.</param>
/// <param name="trailers">Where trailers go that come in the body, as gRPC-Web has them; null if they must not.</param>
internal sealed class FrameReader(Stream body, string? encoding, int? maxSize, HttpResponseHeaders? trailers)
{
    private const int BufferSize = 16 * 1024;

    // As much as HttpClient takes of headers and of trailers that come as such.
    private const int MaxTrailersSize = 64 * 1024;
    private readonly PipeReader _pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: BufferSize));

    /// <summary>The next message, or null at the end of the body.</summary>
    /// <exception cref="RpcException">The frame is damaged, too large, or compressed in a way that was not offered.</exception>
    public async ValueTask<T?> ReadAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken)
        where T : class
    {
        var goesOn = false;
        try
        {
            var message = await ReadFrameAsync(marshaller, cancellationToken);
            goesOn = message is not null;
            return message;
        }
        finally
        {
            // Here and nowhere else: completing gives memory back to the pool that a read under way may still fill.
            if (!goesOn) await _pipe.CompleteAsync();
        }
    }

    private async ValueTask<T?> ReadFrameAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken)
        where T : class
    {
        var head = await _pipe.ReadAtLeastAsync(Framing.HeaderSize, cancellationToken);
        if (head.Buffer.IsEmpty) return null;
        if (head.Buffer.Length < Framing.HeaderSize) throw Broken();

        var (flag, length) = ParseHeader(head.Buffer);
        var isTrailers = flag == Framing.Trailers && trailers is not null;
        if (isTrailers && length > MaxTrailersSize) throw Fault(StatusCode.ResourceExhausted, $"The trailers have {length} bytes; {MaxTrailersSize} are allowed.");
        if (!isTrailers && length > (maxSize ?? int.MaxValue)) throw TooLarge(length.ToString(CultureInfo.InvariantCulture));
        _pipe.AdvanceTo(head.Buffer.GetPosition(Framing.HeaderSize));
        if (length == 0) return isTrailers ? null : Deserialize(marshaller, flag, ReadOnlySequence<byte>.Empty);

        var rest = await _pipe.ReadAtLeastAsync((int)length, cancellationToken);
        if (rest.Buffer.Length < length) throw Broken();

        var payload = rest.Buffer.Slice(0, length);
        if (isTrailers)
        {
            WebTrailers.Read(payload, trailers!);
            _pipe.AdvanceTo(payload.End);
            // Nothing follows but the end, which must be seen: a response that is not read to it is reset.
            await _pipe.ReadAsync(cancellationToken);
            return null;
        }

        var message = Deserialize(marshaller, flag, payload);
        _pipe.AdvanceTo(payload.End);
        return message;
    }

    private static (byte Flag, uint Length) ParseHeader(ReadOnlySequence<byte> buffer)
    {
        Span<byte> header = stackalloc byte[Framing.HeaderSize];
        buffer.Slice(0, Framing.HeaderSize).CopyTo(header);
        return Framing.ReadHeader(header);
    }

    private T Deserialize<T>(Marshaller<T> marshaller, byte flag, ReadOnlySequence<byte> payload)
        where T : class
    {
        if (flag == 0) return Deserialize(marshaller, payload);
        if (flag != Framing.Compressed) throw Fault(StatusCode.Internal, $"A message begins with the unknown flag {flag}.");
        if (!Compression.IsCompressed(encoding)) throw Fault(StatusCode.Internal, $"A message is compressed, but the response's grpc-encoding is '{encoding ?? "identity"}', which was not offered.");

        using var plain = Decompress(payload) ?? throw TooLarge("more, decompressed,");
        return Deserialize(marshaller, new ReadOnlySequence<byte>(plain.Written));
    }

    private PooledBuffer? Decompress(ReadOnlySequence<byte> payload)
    {
        try
        {
            return Compression.Decompress(encoding!, payload, maxSize);
        }
        catch (Exception exception)
        {
            throw Fault(StatusCode.Internal, "A message cannot be decompressed.", exception);
        }
    }

    private static T Deserialize<T>(Marshaller<T> marshaller, ReadOnlySequence<byte> payload)
    {
        try
        {
            return marshaller.ContextualDeserializer(new PayloadContext(payload));
        }
        catch (Exception exception)
        {
            // Told apart from the transport's failures: Protobuf's are IOExceptions too.
            throw Fault(StatusCode.Internal, "A message cannot be read.", exception);
        }
    }

    private static RpcException Broken() => Fault(StatusCode.Internal, "The response ended in the middle of a message.");

    private RpcException TooLarge(string size) => Fault(
        StatusCode.ResourceExhausted,
        $"A response has {size} bytes; {nameof(RpcChannelOptions.MaxReceiveMessageSize)} allows {maxSize ?? int.MaxValue}.");

    private static RpcException Fault(StatusCode code, string detail, Exception? cause = null) => new(new Status(code, detail, cause));

    private sealed class PayloadContext(ReadOnlySequence<byte> payload) : DeserializationContext
    {
        public override int PayloadLength => (int)payload.Length;

        public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => payload;
    }
}
