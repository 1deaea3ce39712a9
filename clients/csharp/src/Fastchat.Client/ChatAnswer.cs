using Fastchat.Contracts.Type.V1;

namespace Fastchat.Client;

/// <summary>A whole answer.</summary>
/// <param name="Text">All token events joined.</param>
/// <param name="Citations">The passages it cites, in order.</param>
/// <param name="Usage">What it cost.</param>
/// <param name="FinishReason">Why the model stopped: "stop", "length", "content_filter" or "tool_calls".</param>
/// <param name="Model">The model that answered.</param>
/// <param name="RunId">The run, "run_…".</param>
public sealed record ChatAnswer(
    string Text, IReadOnlyList<Citation> Citations, TokenUsage Usage, string FinishReason, string Model, string RunId);
