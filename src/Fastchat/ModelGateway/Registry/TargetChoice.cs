namespace Fastchat.ModelGateway.Registry;

/// <summary>How one of several targets is chosen. A conversation stays with the target it began with, whichever it is.</summary>
public enum TargetChoice
{
    /// <summary>By chance, in proportion to the weights.</summary>
    Weighted,

    /// <summary>The one with the fewest calls under way for its weight.</summary>
    LeastBusy,

    /// <summary>In the order they stand in: the next only when those before it are unfit.</summary>
    InOrder,
}
