namespace Fastchat.Corpora;

/// <summary>A document of a collection with judgements.</summary>
internal sealed record IrDocument(string Id, string Title, string Text);
