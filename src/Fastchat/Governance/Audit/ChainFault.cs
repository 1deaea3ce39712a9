using Fastchat.Contracts.Admin.V1;

namespace Fastchat.Governance.Audit;

/// <summary>What is wrong with a chain.</summary>
/// <param name="Kind">What was done to it.</param>
/// <param name="Sequence">The first record that is not as it was written.</param>
/// <param name="Detail">The same in words.</param>
public sealed record ChainFault(AuditFaultKind Kind, long Sequence, string Detail);
