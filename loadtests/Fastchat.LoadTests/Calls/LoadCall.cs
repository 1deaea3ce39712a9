using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using Fastchat.LoadTests.Mock;

namespace Fastchat.LoadTests.Calls;

/// <summary>One question and what came of it. Times are timestamps of <see cref="Stopwatch"/>.</summary>
internal sealed class LoadCall(Wish wish, RequestTemplate request, long scheduled)
{
    private static readonly byte[] Mark = Encoding.ASCII.GetBytes(Wish.Mark);

    /// <summary>What it asks for.</summary>
    public Wish Wish => wish;

    /// <summary>Its bytes.</summary>
    public RequestTemplate Request => request;

    /// <summary>When it was to be made; what it waits for a free connection counts.</summary>
    public long Scheduled => scheduled;

    /// <summary>When it left.</summary>
    public long Sent { get; set; }

    /// <summary>When its first token came; 0 for none.</summary>
    public long First { get; private set; }

    /// <summary>When its last token came.</summary>
    public long Last { get; private set; }

    /// <summary>When it ended.</summary>
    public long Ended { get; private set; }

    /// <summary>How it ended.</summary>
    public CallOutcome Outcome { get; private set; }

    /// <summary>What was wrong; null for nothing.</summary>
    public string? Fault { get; private set; }

    /// <summary>How many tokens came.</summary>
    public int Tokens { get; private set; }

    /// <summary>Whether the answer said why it ends.</summary>
    public bool Finished { get; set; }

    /// <summary>Looks at a piece of the answer: its tokens must be those that come next.</summary>
    /// <returns>How many tokens it held.</returns>
    public int Take(ReadOnlySpan<byte> piece)
    {
        var before = Tokens;
        while (piece.IndexOf(Mark) is >= 0 and var at)
        {
            piece = piece[(at + Mark.Length)..];
            if (!Utf8Parser.TryParse(piece, out int stream, out var length) || piece.Length <= length || piece[length] != ':') Fault ??= "a token without a number";
            else if (!Utf8Parser.TryParse(piece[(length + 1)..], out int number, out _)) Fault ??= "a token without a number";
            else if (stream != wish.Stream) Fault ??= $"a token of stream {stream}";
            else if (number != Tokens) Fault ??= $"token {number} where {Tokens} comes next";
            Tokens++;
        }

        return Tokens - before;
    }

    /// <summary>Tokens came at this time.</summary>
    public void Came(long now)
    {
        if (First == 0) First = now;
        Last = now;
    }

    /// <summary>It was refused.</summary>
    public void Refuse(string why, long now) => End(Tokens == 0 ? CallOutcome.Refused : CallOutcome.Broken, why, now);

    /// <summary>It broke.</summary>
    public void Break(string why, long now) => End(CallOutcome.Broken, why, now);

    /// <summary>It ended as the protocol ends calls; whole only when nothing is missing.</summary>
    public void Complete(long now)
    {
        var why = Fault
            ?? (Tokens != wish.Tokens ? $"{Tokens} of {wish.Tokens} tokens" : null)
            ?? (Finished ? null : "no reason to finish");
        End(why is null ? CallOutcome.Whole : CallOutcome.Broken, why, now);
    }

    private void End(CallOutcome outcome, string? why, long now)
    {
        if (Outcome != CallOutcome.Open) return;
        (Outcome, Fault, Ended) = (outcome, why, now);
    }
}
