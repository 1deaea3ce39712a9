using System.Buffers.Binary;
using System.Text;

namespace Fastchat.LoadTests.Calls;

/// <summary>An answer as length-prefixed messages, of gRPC and of gRPC-Web; the latter brings its trailers in the last of them.</summary>
internal sealed class FramedAnswer(LoadCall call) : AnswerReader(call)
{
    private const int Header = 5;
    private const byte Trailers = 0x80;

    private string? _status;

    /// <summary>The status in trailers that HTTP brought.</summary>
    public void SetStatus(string status) => _status = status;

    /// <inheritdoc />
    public override void End(long now)
    {
        // A protobuf message has no marks of its own that say "finished": the status does.
        Call.Finished = true;
        if (_status is null || !Kept.IsEmpty) Call.Break("no status", now);
        else if (_status == "0") Call.Complete(now);
        else Call.Refuse($"gRPC status {_status}", now);
    }

    /// <inheritdoc />
    protected override int Read(ReadOnlySpan<byte> bytes, out int tokens)
    {
        tokens = 0;
        var read = 0;
        while (bytes.Length - read >= Header)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes[(read + 1)..]);
            if (bytes.Length - read < Header + length) break;
            var message = bytes.Slice(read + Header, length);
            if ((bytes[read] & Trailers) != 0) _status = Status(message);
            else if (!IsSummary) tokens += Call.Take(message);
            read += Header + length;
        }

        return read;
    }

    // Native chat ends with an event that says the whole answer once more.
    private bool IsSummary => Call.Request.Protocol == WireProtocol.GrpcChat && Call.Tokens == Call.Wish.Tokens;

    private static string? Status(ReadOnlySpan<byte> trailers)
    {
        var at = trailers.IndexOf("grpc-status:"u8);
        if (at < 0) return null;
        var value = trailers[(at + "grpc-status:".Length)..];
        var end = value.IndexOfAny((byte)'\r', (byte)'\n');
        return Encoding.ASCII.GetString(end < 0 ? value : value[..end]).Trim();
    }
}
