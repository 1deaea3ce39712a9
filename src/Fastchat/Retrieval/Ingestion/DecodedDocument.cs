namespace Fastchat.Retrieval.Ingestion;

/// <summary>The text of a document.</summary>
/// <param name="Pages">Its pages in order. Pages without text are left out, the others keep their numbers.</param>
public sealed record DecodedDocument(IReadOnlyList<DecodedPage> Pages);
