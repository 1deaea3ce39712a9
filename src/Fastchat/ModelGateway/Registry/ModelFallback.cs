using Fastchat.ModelGateway.Routing;

namespace Fastchat.ModelGateway.Registry;

/// <summary>Which registered model answers when this one fails, and for which causes.</summary>
/// <param name="Model">The other model's name.</param>
/// <param name="Causes">For these; empty for all.</param>
public sealed record ModelFallback(string Model, IReadOnlyList<FailureCause> Causes);
