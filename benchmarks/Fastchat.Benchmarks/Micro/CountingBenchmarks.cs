using BenchmarkDotNet.Attributes;
using Fastchat.ModelGateway.Tokens;

namespace Fastchat.Benchmarks.Micro;

/// <summary>Counting the tokens of texts: English, languages without blanks, source code, and what is made to cost.</summary>
public class CountingBenchmarks
{
    private static readonly Dictionary<string, string> Texts = new()
    {
        ["English"] = Repeat("The committee published its findings on Tuesday, and the minister didn't comment on them until 2024. "),
        ["Chinese"] = Repeat("委员会在星期二公布了调查结果，部长直到二零二四年才对此发表评论。"),
        ["Thai"] = Repeat("คณะกรรมการได้เผยแพร่ผลการสอบสวนเมื่อวันอังคาร และรัฐมนตรีไม่ได้แสดงความคิดเห็น "),
        ["Code"] = Repeat("    for (var i = 0; i < parts.Length - 1; i++)\n    {\n        total += parts[i].Weight * 0.5;\n    }\n"),
        ["Hostile"] = new string('a', 100_000),
    };

    private string _text = "";

    /// <summary>What is counted; about 100,000 characters of it.</summary>
    [Params("English", "Chinese", "Thai", "Code", "Hostile")]
    public string Text { get; set; } = "";

    /// <summary>Reads the ranks.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _text = Texts[Text];
        Console.WriteLine($"// {Text}: {System.Text.Encoding.UTF8.GetByteCount(_text)} bytes, {O200k()} tokens of o200k, {Cl100k()} of cl100k");
    }

    /// <summary>gpt-4o and what came after it.</summary>
    [Benchmark]
    public int O200k() => TokenEncoding.O200k.Count(_text);

    /// <summary>gpt-4 and gpt-3.5.</summary>
    [Benchmark]
    public int Cl100k() => TokenEncoding.Cl100k.Count(_text);

    private static string Repeat(string text) => string.Concat(Enumerable.Repeat(text, 100_000 / text.Length));
}
