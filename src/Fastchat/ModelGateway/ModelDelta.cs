using Fastchat.Contracts.OpenAI.V1;
using Fastchat.ModelGateway.Routing;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.ModelGateway;

/// <summary>A piece of an answer.</summary>
public sealed class ModelDelta
{
    /// <summary>The answer it belongs to, from 0.</summary>
    public int Choice { get; init; }

    /// <summary>Text to append.</summary>
    public string? Text { get; init; }

    /// <summary>Refusal to append.</summary>
    public string? Refusal { get; init; }

    /// <summary>Tool calls, or pieces of them.</summary>
    public IReadOnlyList<ToolCall>? ToolCalls { get; init; }

    /// <summary>Log probabilities as the provider states them.</summary>
    public Value? Logprobs { get; init; }

    /// <summary>
    /// Members of the provider's delta that have no place here, such as <c>reasoning_content</c>; null for none. They are not screened for
    /// personal data, and so are for callers inside the process only.
    /// </summary>
    public Struct? Rest { get; init; }

    /// <summary>Why the model stopped: "stop", "length", "tool_calls" or "content_filter".</summary>
    public string? FinishReason { get; init; }

    /// <summary>Who answers, from here on. It comes alone, before the first of what is said.</summary>
    public ModelOrigin? Origin { get; init; }

    /// <summary>Another model has taken over, because the caller wished it so; it comes with the <see cref="Origin"/>.</summary>
    public ModelSwitch? Switch { get; init; }

    /// <summary>Parameters that were left out because the model cannot do what they ask for; it comes alone, before all else.</summary>
    public IReadOnlyList<string>? Dropped { get; init; }

    /// <summary>What the answer cost; at most one delta of a stream carries it.</summary>
    public CompletionUsage? Usage { get; init; }
}
