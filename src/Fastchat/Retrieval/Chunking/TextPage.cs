namespace Fastchat.Retrieval.Chunking;

/// <summary>The extracted text of a page, or of a whole document whose format has no pages.</summary>
/// <param name="Number">The page's number, counted from 1; null where the format has no pages.</param>
/// <param name="Text">Its text.</param>
public readonly record struct TextPage(int? Number, string Text);
