namespace Fastchat.Retrieval.Index;

/// <summary>How an engine is.</summary>
/// <param name="IsHealthy">Whether it answers.</param>
/// <param name="Detail">What is wrong; null when nothing is.</param>
public sealed record IndexHealth(bool IsHealthy, string? Detail = null);
