using System.Text;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Files;
using Fastchat.Foundation;
using Fastchat.Providers.Sandbox;
using Fastchat.Retrieval.Ingestion;

namespace Fastchat.Providers.Documents;

public sealed class HtmlDecoderTests : DocumentDecoderContract
{
    // The parser's work on deep nesting grows with the square of the depth: the limit of time is what ends it.
    protected override DocumentDecoder Decoder { get; } = new HtmlDecoder(
        SharedSandbox.Instance,
        WorkerCommand.ForThisProcess(),
        new SandboxOptions { TimeLimit = TimeSpan.FromSeconds(5) });

    protected override FileKind Kind => FileKind.Html;

    protected override string Filename => "page.html";

    // There is no HTML that a browser would refuse; one that takes more time or memory than it may is the nearest.
    protected override byte[] Corrupt => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<b>", 8_000_000)));

    protected override byte[] Slow => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<p>word", 1_000_000)));

    protected override byte[] Make(params string[] pages) =>
        Encoding.UTF8.GetBytes("<!doctype html>" + string.Concat(pages.Select(p => $"<p>{p}</p>")));

    [Theory]
    [InlineData("<h2>Title</h2>text", "## Title\n\ntext")]
    [InlineData("<p>one  <b>two</b>\n three<p>four", "one two three\n\nfour")]
    [InlineData("<ul><li>one<li><p>two</p><ul><li>three</ul></ul>end", "- one\n\n- two\n\n- three\n\nend")]
    [InlineData("<table><tr><th>a<th>b<tr><td>c<td><p>d</p><p>e</p></table>", "a | b\nc | d e")]
    [InlineData("<pre>a\n  b</pre>c", "a\n  b\n\nc")]
    [InlineData("a<br>b", "a\nb")]
    [InlineData("a<img alt='a heron'>b", "a a heron b")]
    [InlineData("<p>seen<p hidden>no<p style='color:red; display: none'>no<script>no</script><style>no</style>", "seen")]
    [InlineData("<title>Name</title><p>text", "# Name\n\ntext")]
    [InlineData("&lt;&amp;&eacute;&#x1F600;", "<&é😀")]
    public async Task Decode_Marks_BecomeLines(string html, string text) =>
        Assert.Equal(text, await DecodeTextAsync(Encoding.UTF8.GetBytes(html)));

    [Fact]
    public async Task Decode_OldEncodingUndeclared_IsWindows1252() =>
        Assert.Equal("café", await DecodeTextAsync([.. "<p>caf"u8, 0xE9]));

    [Fact]
    public async Task Decode_DeclaredEncoding_IsHonoured() => Assert.Equal(
        "Привет", await DecodeTextAsync([.. "<meta charset=windows-1251><p>"u8, 0xCF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2]));

    [Fact]
    public async Task Decode_DeeplyNested_EndsAsTextOrRefusal()
    {
        var html = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<div>", 200_000)) + "deep");

        var outcome = await Record.ExceptionAsync(() => DecodeAsync(html));

        Assert.True(outcome is null or FastchatException { Reason: ErrorReason.FileUnreadable }, outcome?.ToString());
        Assert.Equal(0, ChildProcesses.Count());
    }
}
