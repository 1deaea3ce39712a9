namespace Fastchat.Server;

/// <summary>What the value of a field names.</summary>
internal enum IdKind
{
    /// <summary>A tenant.</summary>
    Tenant,

    /// <summary>A file.</summary>
    File,

    /// <summary>An upload in parts.</summary>
    Upload,

    /// <summary>A part of it.</summary>
    UploadPart,

    /// <summary>A vector store, which is a collection.</summary>
    Store,

    /// <summary>A run.</summary>
    Run,

    /// <summary>A stored chat completion.</summary>
    Completion,

    /// <summary>A stored response.</summary>
    Response,

    /// <summary>A conversation.</summary>
    Conversation,

    /// <summary>The same as a thread.</summary>
    Thread,

    /// <summary>An item of it, which is a message.</summary>
    Item,

    /// <summary>An API key.</summary>
    Key,

    /// <summary>A rule.</summary>
    Rule,

    /// <summary>A workspace.</summary>
    Workspace,

    /// <summary>An erasure.</summary>
    Erasure,

    /// <summary>A webhook.</summary>
    Webhook,

    /// <summary>An event on its way to a webhook.</summary>
    WebhookDelivery,

    /// <summary>The entry of a listing to begin behind, or to end before.</summary>
    Cursor,

    /// <summary>The token of a page.</summary>
    Token,
}
