using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Registry;

namespace Fastchat.ModelGateway.Parameters;

/// <summary>Whether a model has the ability that a setting asks for.</summary>
internal static class SettingAbilities
{
    private static readonly Setting[] All =
    [
        new("tools", p => p.Tools.Count > 0, a => a.Tools, p =>
        {
            p.Tools.Clear();
            p.ToolChoice = null;
            p.ClearParallelToolCalls();
        }),
        new("response_format", p => p.ResponseFormat is { FormatCase: not (ResponseFormat.FormatOneofCase.None or ResponseFormat.FormatOneofCase.Text) }, a => a.JsonSchema, p => p.ResponseFormat = null),
        new("reasoning_effort", p => p.ReasoningEffort != ReasoningEffort.Unspecified, a => a.Reasoning, p => p.ReasoningEffort = ReasoningEffort.Unspecified),
        new("logprobs", p => p is { HasLogprobs: true, Logprobs: true } || p.HasTopLogprobs, a => a.Logprobs, p =>
        {
            p.ClearLogprobs();
            p.ClearTopLogprobs();
        }),
    ];

    /// <summary>Refuses what the model has no ability for, or leaves it out and tells the names.</summary>
    /// <exception cref="FastchatException">PARAMETER_UNSUPPORTED.</exception>
    public static IReadOnlyList<string> Apply(RegisteredModel model, ChatCompletionParams parameters, bool drops)
    {
        List<string>? dropped = null;
        foreach (var setting in All)
        {
            if (setting.IsAbleTo(model.Abilities) || !setting.IsAskedFor(parameters)) continue;
            if (!drops) throw new FastchatException(ErrorReason.ParameterUnsupported, $"{setting.Name} must be absent: the model '{model.Name}' cannot do it.", setting.Name);
            setting.Drop(parameters);
            (dropped ??= []).Add(setting.Name);
        }

        return dropped ?? (IReadOnlyList<string>)[];
    }

    private sealed record Setting(string Name, Predicate<ChatCompletionParams> IsAskedFor, Predicate<ModelAbilities> IsAbleTo, Action<ChatCompletionParams> Drop);
}
