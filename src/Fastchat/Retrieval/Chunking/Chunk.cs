namespace Fastchat.Retrieval.Chunking;

/// <summary>A passage of a document: what is embedded, found and cited.</summary>
/// <param name="Ordinal">Its place among the document's chunks, from 0.</param>
/// <param name="Text">Its words: exactly the extracted text from <paramref name="Start"/> to <paramref name="End"/>.</param>
/// <param name="Page">Its page, from 1; null where the format has no pages.</param>
/// <param name="Start">
/// Where it begins in the document's whole extracted text, which is all pages joined by a form feed: Unicode code points from 0.
/// </param>
/// <param name="End">Where it ends, exclusive.</param>
/// <param name="Heading">The heading it stands under when it does not hold it itself: searched along with it, never shown as its words.</param>
public sealed record Chunk(int Ordinal, string Text, int? Page, int Start, int End, string? Heading = null)
{
    /// <summary>What is analysed and embedded: the words, under their heading.</summary>
    public string SearchText => Heading is null ? Text : $"{Heading}\n{Text}";
}
