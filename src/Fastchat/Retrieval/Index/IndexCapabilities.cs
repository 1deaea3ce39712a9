namespace Fastchat.Retrieval.Index;

/// <summary>What an engine can do.</summary>
/// <param name="Engine">Its name, for diagnostics.</param>
/// <param name="Hybrid">Whether it scores words as well as vectors.</param>
/// <param name="Filters">Whether it filters by attributes.</param>
/// <param name="MaxBatch">How many chunks one upsert may hold.</param>
public sealed record IndexCapabilities(string Engine, bool Hybrid, bool Filters, int MaxBatch);
