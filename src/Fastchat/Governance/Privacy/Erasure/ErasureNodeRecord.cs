namespace Fastchat.Governance.Privacy.Erasure;

/// <summary>A node that may have bytes in its folder.</summary>
/// <param name="Node">Its id.</param>
/// <param name="Found">How many files there were.</param>
/// <param name="ConfirmedAt">When it confirmed that none is left; null before.</param>
public sealed record ErasureNodeRecord(string Node, long Found, DateTimeOffset? ConfirmedAt);
