namespace Fastchat.LoadTests.Calls;

/// <summary>An answer as server-sent events; its end is "[DONE]".</summary>
internal sealed class SseAnswer(LoadCall call) : AnswerReader(call)
{
    private bool _done;
    private bool _failed;

    /// <inheritdoc />
    public override void End(long now)
    {
        if (_failed) Call.Break("an error in the stream", now);
        else if (!_done || !Kept.IsEmpty) Call.Break("no [DONE]", now);
        else Call.Complete(now);
    }

    /// <inheritdoc />
    protected override int Read(ReadOnlySpan<byte> bytes, out int tokens)
    {
        tokens = 0;
        var read = 0;
        while (bytes[read..].IndexOf("\n\n"u8) is >= 0 and var length)
        {
            var data = bytes.Slice(read, length);
            read += length + 2;
            var found = Call.Take(data);
            tokens += found;
            if (found > 0) continue;
            if (data.SequenceEqual("data: [DONE]"u8)) _done = true;
            else if (data.IndexOf("\"error\":"u8) >= 0) _failed = true;
            else if (data.IndexOf("\"finish_reason\":\"stop\""u8) >= 0) Call.Finished = true;
        }

        return read;
    }
}
