using System.Text;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Files;
using Fastchat.Foundation;
using Fastchat.Providers.Documents;

namespace Fastchat.Providers.Files;

public sealed class FileTypeDetectorTests
{
    [Theory]
    [InlineData("plain words", "notes.txt", FileKind.PlainText, "text/plain")]
    [InlineData("plain words", "notes", FileKind.PlainText, "text/plain")]
    [InlineData("a,b\n1,2", "table.csv", FileKind.PlainText, "text/csv")]
    [InlineData("{}", "data.JSON", FileKind.PlainText, "application/json")]
    [InlineData("# Title", "notes.md", FileKind.Markdown, "text/markdown")]
    [InlineData("<html></html>", "notes.md", FileKind.Markdown, "text/markdown")]
    [InlineData("plain words", "page.HTM", FileKind.Html, "text/html")]
    [InlineData("\n<!-- c --><!DOCTYPE html><p>", "page", FileKind.Html, "text/html")]
    [InlineData("<?xml version='1.0'?>\n<html>", "page.txt", FileKind.Html, "text/html")]
    [InlineData("<p>not a page", "page.txt", FileKind.PlainText, "text/plain")]
    [InlineData("%PDF-1.7\n", "report.pdf", FileKind.Pdf, "application/pdf")]
    [InlineData("%PDF-1.7\n", "report.docx", FileKind.Pdf, "application/pdf")]
    [InlineData("junk %PDF-1.7\n", "report.pdf", FileKind.Pdf, "application/pdf")]
    [InlineData("A file begins with %PDF-1.7", "about.txt", FileKind.PlainText, "text/plain")]
    [InlineData(@"{\rtf1 words}", "old.txt", FileKind.Unknown, "application/rtf")]
    [InlineData("words\0words", "notes.txt", FileKind.Unknown, "application/octet-stream")]
    [InlineData("", "notes.txt", FileKind.PlainText, "text/plain")]
    public void Detect_Text_ContentDecidesAndNameRefines(string content, string name, FileKind kind, string type) =>
        Assert.Equal(new FileType(kind, type), FileTypeDetector.Detect(Encoding.UTF8.GetBytes(content), name));

    public static TheoryData<string, byte[], FileKind, string> Binaries() => new()
    {
        { "png", [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A], FileKind.Unknown, "image/png" },
        { "jpeg", [0xFF, 0xD8, 0xFF, 0xE0], FileKind.Unknown, "image/jpeg" },
        { "elf", [0x7F, .. "ELF"u8, 2, 1], FileKind.Unknown, "application/x-elf" },
        { "ole", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], FileKind.Unknown, "application/x-ole-storage" },
        { "gzip", [0x1F, 0x8B, 8], FileKind.Unknown, "application/gzip" },
        { "zip", [.. "PK\x03\x04 some.txt"u8], FileKind.Unknown, "application/zip" },
        { "xlsx", [.. "PK\x03\x04 xl/workbook.xml"u8], FileKind.Unknown, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
        { "utf-16", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("é€")], FileKind.PlainText, "text/plain" },
        { "utf-16 cut in a character", [0xFE, 0xFF, 0, 0x61, 0xD8, 0x3D], FileKind.PlainText, "text/plain" },
        { "utf-16 with a lone surrogate", [0xFF, 0xFE, 0x3D, 0xD8, 0x61, 0], FileKind.Unknown, "application/octet-stream" },
        { "utf-8 cut in a character", [.. "caf"u8, 0xC3], FileKind.PlainText, "text/plain" },
        { "windows-1252", [.. "caf"u8, 0xE9, .. " noir"u8], FileKind.PlainText, "text/plain" },
        { "windows-1252 with a control", [.. "caf"u8, 0xE9, 0x01, .. "noir"u8], FileKind.Unknown, "application/octet-stream" },
        { "undefined in windows-1252", [.. "caf"u8, 0x81, .. " noir"u8], FileKind.Unknown, "application/octet-stream" },
    };

    [Theory]
    [MemberData(nameof(Binaries))]
    public void Detect_Bytes_AreKnownByTheirContent(string name, byte[] content, FileKind kind, string type)
    {
        Assert.Equal(new FileType(kind, type), FileTypeDetector.Detect(content, "file"));
        Assert.NotEmpty(name);
    }

    [Theory]
    [InlineData("report.docx")]
    [InlineData("report.bin")]
    public void Detect_WordPackage_IsDocxUnderAnyName(string name) =>
        Assert.Equal(FileKind.Docx, FileTypeDetector.Detect(SmallDocx.Make("text"), name).Kind);

    [Theory]
    [InlineData("%PDF-1.7", "report.docx", "report.docx is a PDF document by its content, not a DOCX document; rename it to .pdf.")]
    [InlineData("plain words", "report.pdf", "report.pdf is plain text by its content, not a PDF document; rename it to .txt.")]
    [InlineData("<!doctype html>", "report.doc", "report.doc is an HTML page by its content, not an old or encrypted Office document; rename it to .html.")]
    [InlineData("GIF89a", "report.pdf", "report.pdf is a GIF image by its content, not a PDF document as its name says.")]
    [InlineData("a\0b", "notes.txt", "notes.txt is binary data by its content, not plain text as its name says.")]
    [InlineData("plain words", "notes.md", null)]
    [InlineData("<!doctype html>", "notes.txt", null)]
    [InlineData("%PDF-1.7", "report.pdf", null)]
    [InlineData("%PDF-1.7", "report", null)]
    [InlineData("GIF89a", "picture.gif", null)]
    [InlineData("GIF89a", "picture.png", null)]
    public void Mismatch_NameAndContent_AreBothNamed(string content, string name, string? sentence) => Assert.Equal(
        sentence, FileTypeDetector.Mismatch(FileTypeDetector.Detect(Encoding.Latin1.GetBytes(content), name), name));

    [Theory]
    [InlineData("GIF89a", "picture.gif", ErrorReason.FileTypeUnsupported, "picture.gif is a GIF image; plain text, Markdown, HTML, PDF and DOCX can be read.")]
    [InlineData("GIF89a", "picture.pdf", ErrorReason.FileTypeMismatch, "picture.pdf is a GIF image by its content, not a PDF document as its name says.")]
    public void EnsureSupported_Refuses_WithTheReason(string content, string name, ErrorReason reason, string message)
    {
        var type = FileTypeDetector.Detect(Encoding.Latin1.GetBytes(content), name);

        var refusal = Assert.Throws<FastchatException>(() => FileTypeDetector.EnsureSupported(type, name));

        Assert.Equal((reason, message), (refusal.Reason, refusal.Message));
    }

    [Fact]
    public void EnsureSupported_ReadableFile_Passes() =>
        FileTypeDetector.EnsureSupported(FileTypeDetector.Detect("# Title"u8, "notes.md"), "notes.md");
}
