namespace Fastchat.Governance.Privacy.Erasure;

/// <summary>How many of a class of data there were, and how many are left.</summary>
/// <param name="Name">The class.</param>
/// <param name="Found">How many at the beginning.</param>
/// <param name="Left">How many at the last look.</param>
public sealed record ErasureCount(string Name, long Found, long Left);
