using Fastchat.Foundation;

namespace Fastchat.Runs;

/// <summary>A run as nodes name it to each other.</summary>
internal static class RunName
{
    public static string Format(TenantId tenant, string runId) => $"{tenant.Value} {runId}";

    public static (TenantId Tenant, string RunId)? Parse(string? name) => name?.Split(' ') is [var tenant, var runId] ? (new TenantId(tenant), runId) : null;
}
