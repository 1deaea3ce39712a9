using System.Globalization;
using System.Text;

namespace Fastchat.Providers.Documents;

/// <summary>PDF files as small as can be.</summary>
internal static class SmallPdf
{
    /// <summary>A page for each text.</summary>
    public static byte[] Make(params IReadOnlyList<string> pages)
    {
        var objects = new List<string>
        {
            "<< /Type /Catalog /Pages 2 0 R >>",
            $"<< /Type /Pages /Count {pages.Count} /Kids [{string.Join(' ', Enumerable.Range(0, pages.Count).Select(i => $"{4 + (2 * i)} 0 R"))}] >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        };
        for (var i = 0; i < pages.Count; i++)
        {
            var content = $"BT /F1 12 Tf 72 700 Td ({pages[i]}) Tj ET";
            objects.Add(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> "
                + $"/Contents {5 + (2 * i)} 0 R >>");
            objects.Add($"<< /Length {content.Length} >>\nstream\n{content}\nendstream");
        }

        return Write(objects, "");
    }

    /// <summary>One that asks for a password.</summary>
    public static byte[] Encrypted() => Write(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Count 0 /Kids [] >>",
            $"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{new string('0', 64)}> /U <{new string('1', 64)}> >>",
        ],
        $" /Encrypt 3 0 R /ID [<{new string('2', 32)}> <{new string('2', 32)}>]");

    private static byte[] Write(List<string> objects, string trailer)
    {
        var file = new StringBuilder("%PDF-1.4\n");
        var table = new StringBuilder();
        for (var i = 0; i < objects.Count; i++)
        {
            table.Append(CultureInfo.InvariantCulture, $"{file.Length:D10} 00000 n \n");
            file.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var start = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n{table}");
        file.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R{trailer} >>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(file.ToString());
    }
}
