using Fastchat.Foundation;

namespace Fastchat.Jobs;

/// <summary>Durable work that this process holds.</summary>
/// <param name="Tenant">Whose work it is.</param>
/// <param name="Id">The job's id.</param>
/// <param name="Kind">Which handler does it.</param>
/// <param name="Subject">What it is done to; at most one job of a kind for a subject.</param>
/// <param name="Attempt">Which try this is, from 1.</param>
public sealed record Job(TenantId Tenant, string Id, string Kind, string Subject, int Attempt);
