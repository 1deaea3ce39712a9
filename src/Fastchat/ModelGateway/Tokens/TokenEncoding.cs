using System.Buffers;
using System.Text;

namespace Fastchat.ModelGateway.Tokens;

/// <summary>
/// A byte-pair encoding of OpenAI's models, which only counts. Marks such as <c>&lt;|endoftext|&gt;</c> are text like any
/// other: what a caller writes is never a command. Safe for many threads; the ranks are read on first use.
/// </summary>
public sealed class TokenEncoding
{
    private const int MostBytesPerUnit = 3;
    private const int OnStack = 1024;

    private readonly Lazy<TokenRanks> _ranks;
    private readonly PieceSplitter _splitter;

    private TokenEncoding(string name, PieceSplitter splitter)
    {
        Name = name;
        _splitter = splitter;
        _ranks = new Lazy<TokenRanks>(() => TokenRanks.Load(name));
    }

    /// <summary>The encoding of gpt-4o and what came after it.</summary>
    public static TokenEncoding O200k { get; } = new("o200k_base", PieceSplitter.O200k);

    /// <summary>The encoding of gpt-4, gpt-3.5 and the embedding models.</summary>
    public static TokenEncoding Cl100k { get; } = new("cl100k_base", PieceSplitter.Cl100k);

    /// <summary>OpenAI's name of it, such as "o200k_base".</summary>
    public string Name { get; }

    /// <summary>How many tokens a text has.</summary>
    public int Count(ReadOnlySpan<char> text)
    {
        var ranks = _ranks.Value;
        Span<byte> buffer = stackalloc byte[OnStack];
        var tokens = 0;
        while (!text.IsEmpty)
        {
            var length = _splitter.Next(text);
            tokens += Count(ranks, text[..length], buffer);
            text = text[length..];
        }

        return tokens;
    }

    private static int Count(TokenRanks ranks, ReadOnlySpan<char> piece, Span<byte> buffer)
    {
        if (piece.Length * MostBytesPerUnit <= OnStack) return PieceMerger.Count(ranks, buffer[..Encoding.UTF8.GetBytes(piece, buffer)]);
        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(piece.Length));
        try
        {
            return PieceMerger.Count(ranks, rented.AsSpan(0, Encoding.UTF8.GetBytes(piece, rented)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
