namespace Fastchat.Governance.Privacy.Retention;

/// <summary>The classes of data that a tenant's settings name.</summary>
public enum RetainedClass
{
    /// <summary>Runs that have ended.</summary>
    Runs,

    /// <summary>Stored chat completions.</summary>
    Completions,

    /// <summary>Files and what was made of them.</summary>
    Files,

    /// <summary>Sums of usage.</summary>
    Usage,

    /// <summary>Conversations and their items.</summary>
    Conversations,
}
