namespace Fastchat.Retrieval.Embedding;

/// <summary>What a text that is embedded is for; some models embed the two kinds differently.</summary>
public enum EmbedKind
{
    /// <summary>A passage, to be found.</summary>
    Document,

    /// <summary>A question, to find with.</summary>
    Query,
}
