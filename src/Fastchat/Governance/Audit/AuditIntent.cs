namespace Fastchat.Governance.Audit;

/// <summary>A call under way: what its record would say if the node died now.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Node">The node that serves it.</param>
/// <param name="Entry">The record as far as it is known; its time is when the call began.</param>
public sealed record AuditIntent(string Id, string Node, AuditEntry Entry);
