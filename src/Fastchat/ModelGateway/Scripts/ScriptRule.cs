using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.ModelGateway.Scripts;

/// <summary>What is answered to requests of a kind.</summary>
/// <param name="Conditions">What must be so of a request, all of it; empty for every request.</param>
/// <param name="Steps">What is done, in order.</param>
/// <param name="FinishReason">Why the answer ends.</param>
/// <param name="Usage">What it is said to cost; null for words read and deltas sent.</param>
internal sealed record ScriptRule(IReadOnlyList<ScriptCondition> Conditions, IReadOnlyList<ScriptStep> Steps, string FinishReason, CompletionUsage? Usage)
{
    /// <summary>The failure among the steps; null for none.</summary>
    public FailStep? Failure { get; } = Steps.OfType<FailStep>().FirstOrDefault();

    /// <summary>Whether a request fits; what its words are called goes into the variables.</summary>
    public bool Fits(ScriptRequest request, Dictionary<string, string> variables) => Conditions.All(c => c.Holds(request, variables));
}
