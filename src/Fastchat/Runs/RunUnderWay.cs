using Fastchat.Foundation;

namespace Fastchat.Runs;

/// <summary>A run that is stored as under way.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="RunId">Its id.</param>
public sealed record RunUnderWay(TenantId Tenant, string RunId);
