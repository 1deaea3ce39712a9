namespace Fastchat.LoadTests.Calls;

/// <summary>A whole answer: it counts when all of it is there.</summary>
internal sealed class JsonAnswer(LoadCall call) : AnswerReader(call)
{
    /// <inheritdoc />
    public override void End(long now)
    {
        Call.Take(Kept);
        Call.Came(now);
        Call.Finished = Kept.IndexOf("\"finish_reason\":\"stop\""u8) >= 0 && Kept[^1] == '}';
        Call.Complete(now);
    }

    /// <inheritdoc />
    protected override int Read(ReadOnlySpan<byte> bytes, out int tokens)
    {
        tokens = 0;
        return 0;
    }
}
