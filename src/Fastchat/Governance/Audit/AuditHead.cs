namespace Fastchat.Governance.Audit;

/// <summary>Where a chain is.</summary>
/// <param name="Sequence">Its newest record; 0 for none.</param>
/// <param name="Hash">That record's hash; zeros for none.</param>
/// <param name="SignedSequence">The newest checkpoint's record; 0 for none.</param>
/// <param name="SignedAt">When that was signed, or when the chain began, in milliseconds.</param>
public sealed record AuditHead(long Sequence, byte[] Hash, long SignedSequence, long SignedAt);
