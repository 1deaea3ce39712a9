namespace Fastchat.Retrieval.Ingestion;

/// <summary>The text of a page.</summary>
/// <param name="Number">The page, from 1; null where the format has no pages, and then there is one entry for all.</param>
/// <param name="Text">The text, normalised, so that offsets into it stay true.</param>
public sealed record DecodedPage(int? Number, string Text);
