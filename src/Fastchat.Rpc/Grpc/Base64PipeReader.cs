using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using Fastchat.Rpc.Calls;

namespace Fastchat.Rpc.Grpc;

/// <summary>Reads a base64 body as bytes. Senders may pad each message by itself, so padding may stand anywhere.</summary>
internal sealed class Base64PipeReader(PipeReader inner) : PipeReader
{
    private readonly ArrayBufferWriter<byte> _decoded = new();
    private ReadOnlySequence<byte> _last;
    private int _consumed;
    private bool _unexamined;
    private bool _completed;

    /// <inheritdoc />
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (!_completed && !_unexamined)
        {
            var result = await inner.ReadAsync(cancellationToken);
            var usable = result.Buffer.Slice(0, result.Buffer.Length - (result.Buffer.Length % 4));
            try
            {
                Decode(usable);
            }
            finally
            {
                // Also when it is refused: the server reads the rest of the body away, and cannot while this piece is held.
                inner.AdvanceTo(usable.End, result.Buffer.End);
            }

            _completed = result.IsCompleted;
            if (_completed && usable.Length != result.Buffer.Length) throw Malformed();
        }

        _last = new ReadOnlySequence<byte>(_decoded.WrittenMemory[_consumed..]);
        return new ReadResult(_last, isCanceled: false, _completed);
    }

    /// <inheritdoc />
    public override bool TryRead(out ReadResult result)
    {
        result = default;
        return false;
    }

    /// <inheritdoc />
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc />
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _unexamined = !_last.Slice(examined).IsEmpty;
        _consumed += (int)_last.Slice(0, consumed).Length;
        if (_consumed != _decoded.WrittenCount) return;
        _decoded.ResetWrittenCount();
        _consumed = 0;
    }

    /// <inheritdoc />
    public override void CancelPendingRead() => inner.CancelPendingRead();

    /// <inheritdoc />
    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    // Groups of four are decoded one run at a time; a run ends behind padding.
    private void Decode(ReadOnlySequence<byte> text)
    {
        DropConsumed();
        var bytes = text.ToArray().AsSpan();
        while (!bytes.IsEmpty)
        {
            var padding = bytes.IndexOf((byte)'=');
            var end = padding < 0 ? bytes.Length : Math.Min(bytes.Length, (padding / 4 + 1) * 4);
            var target = _decoded.GetSpan(end);
            if (Base64.DecodeFromUtf8(bytes[..end], target, out _, out var written) != OperationStatus.Done) throw Malformed();
            _decoded.Advance(written);
            bytes = bytes[end..];
        }
    }

    // A sender that is always a part of a message ahead must not make us keep all that came before.
    private void DropConsumed()
    {
        if (_consumed == 0) return;
        var rest = _decoded.WrittenSpan[_consumed..];
        _decoded.ResetWrittenCount();
        rest.CopyTo(_decoded.GetSpan(rest.Length));
        _decoded.Advance(rest.Length);
        _consumed = 0;
    }

    private static RpcFaultException Malformed() => new(RpcFault.InvalidArgument("The body is not base64.", reason: "INVALID_MESSAGE"));
}
