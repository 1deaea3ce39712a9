using System.Text;

namespace Fastchat.ModelGateway.Tokens;

public sealed class TokenEncodingTests
{
    // As js-tiktoken 1.0.21 counts them.
    [Theory]
    [InlineData("", 0, 0)]
    [InlineData("hello world", 2, 2)]
    [InlineData("Hello, world! It's 2024.", 9, 10)]
    [InlineData("<|endoftext|>", 7, 7)]
    [InlineData("The quick brown fox jumps over the lazy dog", 9, 9)]
    [InlineData("お誕生日おめでとう", 8, 9)]
    [InlineData("Привет, как дела?", 6, 8)]
    [InlineData("สวัสดีชาวโลก", 7, 13)]
    [InlineData("😀😀 👩‍👩‍👧", 10, 16)]
    [InlineData("   \n\n  x\t\t\r\n", 4, 4)]
    [InlineData("fooBARBaz HTTPServer's isn't THEY'LL", 10, 12)]
    [InlineData("1234567890", 4, 4)]
    [InlineData("a/b//c\n/d", 6, 6)]
    [InlineData("e\u0301\u0301 \u0301 x\u0301Y", 8, 8)]
    public void Count_Text_IsThatOfOpenAIsTokenizer(string text, int o200k, int cl100k) =>
        Assert.Equal((o200k, cl100k), (TokenEncoding.O200k.Count(text), TokenEncoding.Cl100k.Count(text)));

    [Fact]
    public void Count_HalfACharacter_IsCountedAsTheReplacementThatIsSent() =>
        Assert.Equal(TokenEncoding.O200k.Count("a\ufffdb"), TokenEncoding.O200k.Count("a\ud83db"));

    // A library's merging, which searches all pairs anew for each merge, takes minutes for these.
    [Theory]
    [InlineData("a")]
    [InlineData("!")]
    [InlineData(" ")]
    [InlineData("\u0301")]
    [InlineData("ab")]
    [InlineData("ก")]
    public void Count_AMegabyteWithoutAPause_Ends(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length));

        Assert.InRange(TokenEncoding.O200k.Count(text), 1, 3_000_000);
        Assert.InRange(TokenEncoding.Cl100k.Count(text), 1, 3_000_000);
    }

    // Short pieces and long ones are merged by two methods: they must agree where both can.
    [Fact]
    public void Count_LongPiece_IsMergedLikeAShortOne()
    {
        var random = new Random(7);
        var ranks = TokenRanks.Load("cl100k_base");
        for (var i = 0; i < 200; i++)
        {
            var piece = new byte[random.Next(97, 300)];
            for (var at = 0; at < piece.Length; at++) piece[at] = (byte)"abcdest"[random.Next(7)];

            Assert.Equal(Naive(ranks, piece), PieceMerger.Count(ranks, piece));
        }
    }

    [Fact]
    public void Count_InThreads_IsTheSame()
    {
        var counts = new int[64];

        Parallel.For(0, counts.Length, i => counts[i] = TokenEncoding.O200k.Count("The same words in every thread, counted all at once."));

        Assert.Single(counts.Distinct());
    }

    [Fact]
    public void Tally_PiecesOfAnyLength_CountLikeTheWhole()
    {
        var text = Mixed();
        var random = new Random(11);
        foreach (var encoding in (TokenEncoding[])[TokenEncoding.O200k, TokenEncoding.Cl100k])
        {
            var tally = new TokenTally(encoding);
            for (var at = 0; at < text.Length;)
            {
                var length = Math.Min(random.Next(1, 40), text.Length - at);
                tally.Add(text.AsSpan(at, length));
                at += length;
            }

            Assert.Equal(encoding.Count(text), tally.Total);
        }
    }

    private static string Mixed()
    {
        string[] kinds = ["The minister's words didn't please \"anybody\"; 12,345 people left.\n\n", "Wir können das nicht länger hinnehmen – sagte er.\r\n", "这是一个测试,没有空格的文字。", "สวัสดีชาวโลก ", "مرحبا بالعالم ", "{\"key\": [1.5e3, null, true]}\t", "https://example.com/a/b?c=d&e=f ", "😀👩‍👩‍👧 e\u0301\u0301 ", "HTTPServerIsn'tTHEY'LL__init__ ", "    if (x == 0) {\n        return;\n    }\n"];
        var random = new Random(5);
        var text = new StringBuilder();
        while (text.Length < 100_000) text.Append(kinds[random.Next(kinds.Length)]);
        return text.ToString();
    }

    private static int Naive(TokenRanks ranks, byte[] piece)
    {
        var parts = piece.Select((_, i) => (Start: i, End: i + 1)).ToList();
        while (true)
        {
            var best = Enumerable.Range(0, Math.Max(0, parts.Count - 1)).Select(i => (Rank: ranks.Of(piece.AsSpan(parts[i].Start..parts[i + 1].End)), At: i)).DefaultIfEmpty((Rank: int.MaxValue, At: 0)).Min();
            if (best.Rank == int.MaxValue) return parts.Count;
            parts[best.At] = (parts[best.At].Start, parts[best.At + 1].End);
            parts.RemoveAt(best.At + 1);
        }
    }
}
