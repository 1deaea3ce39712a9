using System.Text.Json.Nodes;
using Fastchat.Foundation;

namespace Fastchat.Tools;

/// <summary>A call of a tool.</summary>
/// <param name="Tenant">Whose model calls: the scope of everything that the tool may touch.</param>
/// <param name="User">The user within the tenant; null for nobody.</param>
/// <param name="CallId">The call's id, as the model gave it.</param>
/// <param name="Arguments">The arguments; they fit the tool's schema.</param>
/// <param name="Progress">Takes how far it is; may be called at any time before the call ends, by one thread at a time.</param>
public sealed record ToolInvocation(TenantId Tenant, string? User, string CallId, JsonObject Arguments, Action<ToolProgress> Progress);
