using System.Buffers;
using Grpc.Core;

namespace Fastchat.Rpc.Client;

/// <summary>Writes a message as one frame.</summary>
internal static class FrameWriter
{
    /// <summary>The frame in pooled memory, for the caller to dispose of.</summary>
    /// <param name="marshaller">Writes the message.</param>
    /// <param name="message">The message.</param>
    /// <param name="maxSize">The most bytes it may have before it is compressed; null for no limit.</param>
    /// <param name="encoding">How it is compressed; null or identity for not at all.</param>
    /// <exception cref="RpcException">The message is larger than allowed.</exception>
    public static PooledBuffer Write<T>(Marshaller<T> marshaller, T message, int? maxSize, string? encoding)
    {
        if (!Compression.IsCompressed(encoding)) return WritePlain(marshaller, message, maxSize);
        var plain = WritePlain(marshaller, message, maxSize);

        // There is nothing to compress: the framework's streams would write nothing at all, which not every server takes.
        if (plain.Length == Framing.HeaderSize) return plain;
        using (plain) return Compression.CompressFrame(encoding!, plain);
    }

    private static PooledBuffer WritePlain<T>(Marshaller<T> marshaller, T message, int? maxSize)
    {
        ArgumentNullException.ThrowIfNull(message);
        var frame = new FrameContext(maxSize);
        try
        {
            marshaller.ContextualSerializer(message, frame);
            return frame.Finish();
        }
        catch
        {
            frame.Discard();
            throw;
        }
    }

    private sealed class FrameContext(int? maxSize) : SerializationContext
    {
        private const int SmallMessage = 256;
        private PooledBuffer? _buffer;
        private bool _isComplete;

        public override void SetPayloadLength(int payloadLength)
        {
            // Refused before memory is taken for it.
            Check(payloadLength);
            Open(payloadLength);
        }

        public override IBufferWriter<byte> GetBufferWriter() => Open(SmallMessage);

        public override void Complete() => _isComplete = true;

        public override void Complete(byte[] payload)
        {
            SetPayloadLength(payload.Length);
            _buffer!.Write(payload);
            _isComplete = true;
        }

        public PooledBuffer Finish()
        {
            if (!_isComplete) throw new InvalidOperationException("The marshaller did not complete the message.");
            var buffer = Open(0);
            var length = buffer.Length - Framing.HeaderSize;
            Check(length);
            Framing.WriteHeader(buffer.Written.Span, flags: 0, length);
            return buffer;
        }

        public void Discard() => _buffer?.Dispose();

        private PooledBuffer Open(int payloadLength)
        {
            if (_buffer is null)
            {
                _buffer = new PooledBuffer(checked(Framing.HeaderSize + payloadLength));
                _buffer.Advance(Framing.HeaderSize);
            }

            return _buffer;
        }

        private void Check(int length)
        {
            if (length > maxSize)
            {
                throw new RpcException(new Status(
                    StatusCode.ResourceExhausted,
                    $"The request has {length} bytes; {nameof(RpcChannelOptions.MaxSendMessageSize)} allows {maxSize}."));
            }
        }
    }
}
