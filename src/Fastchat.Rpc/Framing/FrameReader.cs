using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Fastchat.Rpc.Calls;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Framing;

/// <summary>
/// Reads length-prefixed messages: a byte of flags, four bytes of length (big endian), the message. gRPC, gRPC-Web and
/// Connect's streams share this form; what flags mean besides "compressed" is the protocol's matter.
/// </summary>
internal sealed class FrameReader(PipeReader input, MessageCodec codec, MessageDescriptor type, Compression? compression, int maxMessageSize)
{
    /// <summary>Bytes before each message.</summary>
    public const int HeaderSize = 5;

    /// <summary>The flag of a compressed message.</summary>
    public const byte CompressedFlag = 1;

    private bool _ended;

    /// <summary>Whether the message read last had come compressed.</summary>
    public bool LastWasCompressed { get; private set; }

    /// <summary>Reads the next message; null at the end of the stream.</summary>
    /// <exception cref="RpcFaultException">The stream breaks off inside a message, or a message is too large or malformed.</exception>
    public async ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        while (!_ended)
        {
            ReadResult result;
            try
            {
                result = await input.ReadAsync(cancellationToken);
            }
            catch (Exception e) when (IsBrokenOff(e))
            {
                throw BrokenOff(e);
            }

            var buffer = result.Buffer;
            var consumed = buffer.Start;
            var examined = buffer.End;
            try
            {
                if (TryReadHeader(buffer, out var flags, out var length) && buffer.Length >= HeaderSize + length)
                {
                    var payload = buffer.Slice(HeaderSize, length);
                    consumed = examined = payload.End;

                    // Most calls have one request, and its end comes with it: the next read need not go back to the pipe.
                    _ended = result.IsCompleted && buffer.Length == HeaderSize + length;
                    return Decode(flags, payload);
                }

                if (!result.IsCompleted) continue;
                if (buffer.IsEmpty) return null;
                throw new RpcFaultException(RpcFault.InvalidArgument("The stream ended inside a message.", reason: "INVALID_MESSAGE"));
            }
            finally
            {
                input.AdvanceTo(consumed, examined);
            }
        }

        return null;
    }

    /// <summary>The refusal of a message beyond the limit.</summary>
    public static RpcFault TooLarge(long size, int limit) => new(StatusCode.ResourceExhausted, $"A message has {size} bytes or more; the limit is {limit}.")
    {
        Reason = "MESSAGE_TOO_LARGE",
        HttpStatus = 413,
    };

    /// <summary>
    /// Whether a body cannot be read on because its caller reset the request or the connection. Kestrel fails the read at once
    /// and fires the call's token a little later: only where it is read is it known whose failure that is.
    /// </summary>
    public static bool IsBrokenOff(Exception e) => e is ConnectionAbortedException or IOException { InnerException: not OverflowException } and not BadHttpRequestException;

    /// <summary>The end of a call whose caller did so.</summary>
    public static RpcFaultException BrokenOff(Exception e) => new(new RpcFault(StatusCode.Cancelled, "The caller broke its request off.") { Reason = "CANCELLED" }, e);

    private bool TryReadHeader(in ReadOnlySequence<byte> buffer, out byte flags, out uint length)
    {
        flags = 0;
        length = 0;
        if (buffer.Length < HeaderSize) return false;
        Span<byte> header = stackalloc byte[HeaderSize];
        buffer.Slice(0, HeaderSize).CopyTo(header);
        flags = header[0];
        length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);

        // Refused by its header: a message that is too large is never buffered.
        if (length > maxMessageSize) throw new RpcFaultException(TooLarge(length, maxMessageSize));
        return true;
    }

    private IMessage Decode(byte flags, in ReadOnlySequence<byte> payload)
    {
        LastWasCompressed = flags == CompressedFlag;
        switch (flags)
        {
            case 0:
                return codec.Read(payload, type);
            case CompressedFlag when compression is not null:
                return codec.Read(compression.Decompress(payload, maxMessageSize), type);
            case CompressedFlag:
                // INTERNAL is gRPC's word for this mistake of the caller's. Source: gRPC, "Compression", "Test cases", 3.
                throw new RpcFaultException(new RpcFault(StatusCode.Internal, "A message is marked as compressed, but no header says how.") { Reason = "INVALID_MESSAGE", HttpStatus = 400 });
            default:
                throw new RpcFaultException(RpcFault.InvalidArgument($"A message carries unknown flags 0x{flags:x2}.", reason: "INVALID_MESSAGE"));
        }
    }
}
