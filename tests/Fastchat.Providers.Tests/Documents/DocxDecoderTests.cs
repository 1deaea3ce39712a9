using System.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Files;
using Fastchat.Providers.Sandbox;
using Fastchat.Retrieval.Ingestion;
using static Fastchat.Providers.Documents.SmallDocx;

namespace Fastchat.Providers.Documents;

public sealed class DocxDecoderTests : DocumentDecoderContract
{
    private const string W = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'";

    protected override DocumentDecoder Decoder { get; } =
        new DocxDecoder(SharedSandbox.Instance, WorkerCommand.ForThisProcess());

    protected override FileKind Kind => FileKind.Docx;

    protected override string Filename => "report.docx";

    protected override byte[] Corrupt => [.. Make("text").Take(200)];

    protected override byte[] Slow => Raw(
        $"<w:document {W}>" + string.Concat(Enumerable.Range(0, 300_000).Select(i => $"<w:p><w:r><w:t>{i * 7919}</w:t></w:r></w:p>")) + "</w:document>");

    protected override byte[] Make(params string[] pages) => SmallDocx.Make(pages);

    [Fact]
    public async Task Decode_HeadingsByStyleAndByLevel_GetMarks()
    {
        var file = SmallDocx.Make(
            main => main.AddNewPart<StyleDefinitionsPart>().Styles = new Styles(
                new Style(new StyleName { Val = "heading 2" }) { StyleId = "berschrift2", Type = StyleValues.Paragraph },
                new Style(new StyleName { Val = "mine" }, new BasedOn { Val = "berschrift2" }) { StyleId = "mine" }),
            new Paragraph(new ParagraphProperties(new ParagraphStyleId { Val = "mine" }), Run("Styled")),
            new Paragraph(new ParagraphProperties(new OutlineLevel { Val = 0 }), Run("Levelled")),
            Paragraph("text"));

        Assert.Equal("## Styled\n\n# Levelled\n\ntext", await DecodeTextAsync(file));
    }

    [Fact]
    public async Task Decode_Lists_AreMarkedAndCounted()
    {
        var file = SmallDocx.Make(
            main => main.AddNewPart<NumberingDefinitionsPart>().Numbering = new Numbering(
                new AbstractNum(
                    new Level(new StartNumberingValue { Val = 3 }, new NumberingFormat { Val = NumberFormatValues.Decimal }) { LevelIndex = 0 },
                    new Level(new NumberingFormat { Val = NumberFormatValues.Bullet }) { LevelIndex = 1 })
                { AbstractNumberId = 5 },
                new NumberingInstance(new AbstractNumId { Val = 5 }) { NumberID = 1 }),
            Item("three", 0), Item("inner", 1), Item("four", 0), Paragraph("end"));

        Assert.Equal("3. three\n  - inner\n4. four\n\nend", await DecodeTextAsync(file));

        static Paragraph Item(string text, int level) => new(
            new ParagraphProperties(new NumberingProperties(
                new NumberingLevelReference { Val = level }, new NumberingId { Val = 1 })),
            Run(text));
    }

    [Fact]
    public async Task Decode_Table_IsWrittenRowByRow()
    {
        var inner = new Table(Row(Cell(Paragraph("x")), Cell(Paragraph("y"))));
        var file = SmallDocx.Make(
            _ => { },
            Paragraph("before"),
            new Table(
                Row(Cell(Paragraph("a")), Cell(Paragraph("b"), Paragraph("c"))),
                Row(Cell(inner, Paragraph("")), Cell(Paragraph("d")))),
            Paragraph("after"));

        Assert.Equal("before\n\na | b c\nx | y | d\n\nafter", await DecodeTextAsync(file));

        static TableRow Row(params TableCell[] cells) => new(cells);
        static TableCell Cell(params DocumentFormat.OpenXml.OpenXmlElement[] content) => new(content);
    }

    [Fact]
    public async Task Decode_Footnote_FollowsItsParagraph()
    {
        var file = SmallDocx.Make(
            main => main.AddNewPart<FootnotesPart>().Footnotes = new Footnotes(
                new Footnote(Paragraph("----")) { Type = FootnoteEndnoteValues.Separator, Id = 0 },
                new Footnote(Paragraph("as seen in May")) { Id = 7 }),
            new Paragraph(Run("Herons nest here"), new Run(new FootnoteReference { Id = 7 }), Run(".")),
            Paragraph("Next."));

        Assert.Equal("Herons nest here.\n\nFootnote 1: as seen in May\n\nNext.", await DecodeTextAsync(file));
    }

    [Fact]
    public async Task Decode_DeletedAndHiddenText_IsLeftOut()
    {
        var file = SmallDocx.Make(
            _ => { },
            new Paragraph(
                Run("kept "),
                new DeletedRun(new Run(new DeletedText("deleted"))),
                new Run(new RunProperties(new Vanish()), new Text("hidden")),
                new InsertedRun(Run("inserted"))));

        Assert.Equal("kept inserted", await DecodeTextAsync(file));
    }

    [Fact]
    public async Task Decode_TextBox_ComesOnceAndAfterItsParagraph()
    {
        const string Box = "<w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent>";
        var file = Raw(
            $"<w:document {W} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'><w:body><w:p><w:r><w:t>out</w:t></w:r>"
            + $"<w:r><mc:AlternateContent><mc:Choice>{Box}</mc:Choice><mc:Fallback>{Box}</mc:Fallback></mc:AlternateContent></w:r>"
            + "<w:r><w:tab/><w:t>side</w:t></w:r></w:p></w:body></w:document>");

        Assert.Equal("out\tside\n\nboxed", await DecodeTextAsync(file));
    }

    [Fact]
    public async Task Decode_MalformedLinkTarget_CostsNothingButTheLink()
    {
        const string Relations = "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
            + "<Relationship Id='r1' Type='http://x/hyperlink' Target='http://[bad' TargetMode='External'/>"
            + "<Relationship Id='r2' Type='http://x/hyperlink' Target='http://[bad'/></Relationships>";
        var file = Raw(
            $"<w:document {W}><w:body><w:p><w:r><w:t>text</w:t></w:r></w:p></w:body></w:document>",
            ("word/_rels/document.xml.rels", Encoding.UTF8.GetBytes(Relations)));

        Assert.Equal("text", await DecodeTextAsync(file));
    }

    [Fact]
    public async Task Decode_ZipBomb_IsRefusedBeforeItIsUnpacked()
    {
        var refusal = await AssertRefusedAsync(
            ErrorReason.FileUnreadable, Raw($"<w:document {W}/>", ("word/media/zeros.xml", new byte[50_000_000])));

        Assert.Contains("250 times its size", refusal.Message);
    }

    [Fact]
    public async Task Decode_EntityBomb_IsRefused()
    {
        var xml = "<!DOCTYPE d [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
            + $"<w:document {W}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>";

        await AssertRefusedAsync(ErrorReason.FileUnreadable, Raw(xml));
    }

    [Fact]
    public async Task Decode_DeeplyNested_IsRead()
    {
        var deep = string.Concat(Enumerable.Repeat("<w:sdt>", 100_000)) + "<w:p><w:r><w:t>deep</w:t></w:r></w:p>"
            + string.Concat(Enumerable.Repeat("</w:sdt>", 100_000));

        Assert.Equal("deep", await DecodeTextAsync(Raw($"<w:document {W}><w:body>{deep}</w:body></w:document>")));
    }

    [Fact]
    public async Task Decode_ZipWithoutDocument_IsRefused() =>
        await AssertRefusedAsync(ErrorReason.FileUnreadable, ZipOf("readme.txt"));

    private static byte[] ZipOf(string name)
    {
        var file = new MemoryStream();
        using (var archive = new System.IO.Compression.ZipArchive(file, System.IO.Compression.ZipArchiveMode.Create))
        {
            archive.CreateEntry(name);
        }

        return file.ToArray();
    }
}
