using Fastchat.Foundation;

namespace Fastchat.Runs;

/// <summary>A run that is stored as under way.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="RunId">Its id.</param>
/// <param name="IsToStop">Whether it was cancelled on another node.</param>
public sealed record RunUnderWay(TenantId Tenant, string RunId, bool IsToStop);
