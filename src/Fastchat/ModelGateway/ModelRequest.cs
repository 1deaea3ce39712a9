using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.ModelGateway;

/// <summary>What a model is asked. The gateway speaks OpenAI's chat protocol, so the parameters are its message.</summary>
public sealed record ModelRequest
{
    /// <summary>Model, messages and settings, final: system prompt and passages are already among the messages.</summary>
    public required ChatCompletionParams Parameters { get; init; }

    /// <summary>The person's last words.</summary>
    public required string Question { get; init; }

    /// <summary>
    /// The passages that the messages quote, in the order of their markers: <c>[1]</c> is the first. Null when the request
    /// attached no documents; empty never reaches a model.
    /// </summary>
    public IReadOnlyList<string>? Passages { get; init; }
}
