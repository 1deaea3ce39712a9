using System.Buffers.Text;

namespace Fastchat.LoadTests.Mock;

/// <summary>What a question wants of the mock. It stands in the question's words, which every server in between hands on as they are.</summary>
/// <param name="Stream">The number that all tokens of the answer carry.</param>
/// <param name="Tokens">How many tokens.</param>
/// <param name="Pace">Milliseconds between them; 0 for none.</param>
/// <param name="Joined">Whether the whole answer leaves in one write; otherwise each token leaves in its own, as model servers send them.</param>
internal readonly record struct Wish(int Stream, int Tokens, int Pace, bool Joined)
{
    /// <summary>What begins each token. Long enough that no length, time or id in a binary message looks like it.</summary>
    public const string Mark = "~tk~";

    /// <summary>The wish as words. The stream's number has a fixed width, so that a request can be used again with another.</summary>
    public override string ToString() => $"load tokens={Tokens} pace={Pace} joined={(Joined ? 1 : 0)} stream={Stream:D8}";

    /// <summary>Finds the wish in a request's body; a short answer for one without.</summary>
    public static Wish Find(ReadOnlySpan<byte> body)
    {
        var at = body.IndexOf("load tokens="u8);
        if (at < 0) return new Wish(0, 16, 0, Joined: true);
        body = body[at..];
        return new Wish(Number(body, "stream="u8), Number(body, "tokens="u8), Number(body, "pace="u8), Number(body, "joined="u8) == 1);
    }

    private static int Number(ReadOnlySpan<byte> words, ReadOnlySpan<byte> name)
    {
        var at = words.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(words[(at + name.Length)..], out int number, out _) ? number : 0;
    }
}
