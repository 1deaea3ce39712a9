namespace Fastchat.ModelGateway.Routing;

/// <summary>What becomes of an answer whose stream breaks after its first delta has left.</summary>
public enum BreakHandling
{
    /// <summary>It ends with an error.</summary>
    Error,

    /// <summary>Another model goes on where it stopped. Only one answer of nothing but words can be continued; others end with an error.</summary>
    SwitchKeep,

    /// <summary>Another model answers anew, and what was said no longer counts.</summary>
    SwitchDiscard,
}
