namespace Fastchat.Retrieval.Collections;

/// <summary>The names of what is done to a document, in order.</summary>
public static class Stages
{
    /// <summary>Waiting for a worker.</summary>
    public const string Queued = "queued";

    /// <summary>Its text is being read.</summary>
    public const string Extract = "extract";

    /// <summary>Its text is being cut.</summary>
    public const string Chunk = "chunk";

    /// <summary>Its passages are being embedded.</summary>
    public const string Embed = "embed";

    /// <summary>Its passages are being written.</summary>
    public const string Index = "index";

    /// <summary>Nothing more is done.</summary>
    public const string Done = "";
}
