namespace Fastchat.LoadTests.Calls;

/// <summary>Reads an answer's body as it comes, in pieces of any size.</summary>
internal abstract class AnswerReader(LoadCall call)
{
    private byte[] _kept = [];
    private int _keptLength;

    /// <summary>Whose answer.</summary>
    protected LoadCall Call => call;

    /// <summary>What came and makes no whole yet.</summary>
    protected ReadOnlySpan<byte> Kept => _kept.AsSpan(0, _keptLength);

    /// <summary>Reads a piece; how many tokens it completed.</summary>
    public int Feed(ReadOnlySpan<byte> piece)
    {
        if (_keptLength > 0)
        {
            Keep(piece);
            var taken = Read(Kept, out var tokens);
            Kept[taken..].CopyTo(_kept);
            _keptLength -= taken;
            return tokens;
        }

        var read = Read(piece, out var count);
        if (read < piece.Length) Keep(piece[read..]);
        return count;
    }

    /// <summary>The body has ended properly: whether the answer has, too.</summary>
    public abstract void End(long now);

    /// <summary>Reads what is whole of the bytes; how many that were.</summary>
    protected abstract int Read(ReadOnlySpan<byte> bytes, out int tokens);

    /// <summary>The reader of a protocol's bodies.</summary>
    public static AnswerReader For(LoadCall call) => call.Request.Protocol switch
    {
        WireProtocol.Sse => new SseAnswer(call),
        WireProtocol.Json => new JsonAnswer(call),
        _ => new FramedAnswer(call),
    };

    private void Keep(ReadOnlySpan<byte> piece)
    {
        if (_kept.Length < _keptLength + piece.Length) Array.Resize(ref _kept, Math.Max(1024, 2 * (_keptLength + piece.Length)));
        piece.CopyTo(_kept.AsSpan(_keptLength));
        _keptLength += piece.Length;
    }
}
