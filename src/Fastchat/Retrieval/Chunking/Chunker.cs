using Fastchat.Language;

namespace Fastchat.Retrieval.Chunking;

/// <summary>
/// Cuts a document into chunks. A chunk stays on its page and ends, of what its size allows, where the text itself has its
/// deepest cut: before a heading, else between paragraphs, else between sentences, else between words. What lies outside of all
/// chunks is white space.
/// </summary>
public static class Chunker
{
    /// <summary>The chunks of a document in order.</summary>
    public static IReadOnlyList<Chunk> Split(IReadOnlyList<TextPage> pages, ChunkingPolicy policy)
    {
        policy.Validate();
        var chunks = new List<Chunk>();
        var pageStart = 0;
        string? heading = null;
        foreach (var page in pages)
        {
            var codePoints = new CodePoints(page.Text);
            var cutter = new PageCutter(page.Text, policy);
            while (cutter.Next() is { } range)
            {
                chunks.Add(new Chunk(
                    chunks.Count,
                    page.Text[range.Start..range.End],
                    page.Number,
                    pageStart + codePoints.OffsetOf(range.Start),
                    pageStart + codePoints.OffsetOf(range.End),
                    cutter.HeadingAbove(range.Start, heading)));
            }

            heading = cutter.HeadingAbove(page.Text.Length, heading);
            pageStart += codePoints.OffsetOf(page.Text.Length) + 1;    // and the form feed between pages
        }

        return chunks;
    }
}
