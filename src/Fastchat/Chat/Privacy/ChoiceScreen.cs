using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Governance.Privacy;
using Fastchat.ModelGateway;

namespace Fastchat.Chat.Privacy;

/// <summary>One of the answers of a turn on its way out.</summary>
internal sealed class ChoiceScreen(int choice, PrivacyScope scope)
{
    private readonly PrivacyStream _text = scope.Open();
    private readonly PrivacyStream _refusal = scope.Open();
    private readonly SortedDictionary<int, PrivacyStream> _arguments = [];
    private readonly HashSet<int> _custom = [];

    /// <summary>A delta as it may leave; null when all of it is held back.</summary>
    public async ValueTask<ModelDelta?> FilterAsync(ModelDelta delta, CancellationToken cancellationToken)
    {
        var text = delta.Text is null ? "" : await _text.AppendAsync(delta.Text, cancellationToken);
        var refusal = delta.Refusal is null ? "" : await _refusal.AppendAsync(delta.Refusal, cancellationToken);
        List<ToolCall> calls = [];
        foreach (var call in delta.ToolCalls ?? []) calls.Add(await FilterAsync(call, cancellationToken));
        if (delta.FinishReason is not null)
        {
            // What was held back belongs before the end.
            text += await _text.EndAsync(cancellationToken);
            refusal += await _refusal.EndAsync(cancellationToken);
            calls.AddRange(await EndArgumentsAsync(cancellationToken));
        }

        // An empty text is a delta of its own only where the model sent one.
        return Delta(text.Length == 0 && delta.Text is not "" ? null : text, NullIfEmpty(refusal), calls, delta.FinishReason, delta.Usage);
    }

    /// <summary>What is still held back; null for nothing.</summary>
    public async ValueTask<ModelDelta?> EndAsync(CancellationToken cancellationToken) => Delta(
        NullIfEmpty(await _text.EndAsync(cancellationToken)), NullIfEmpty(await _refusal.EndAsync(cancellationToken)), await EndArgumentsAsync(cancellationToken), finishReason: null, usage: null);

    private async ValueTask<ToolCall> FilterAsync(ToolCall call, CancellationToken cancellationToken)
    {
        if ((call.Function is { HasArguments: true } function ? function.Arguments : call.Custom is { HasInput: true } custom ? custom.Input : null) is not { } words) return call;
        var filtered = call.Clone();
        if (!call.HasIndex) words = await scope.ApplyAsync(words, param: null, cancellationToken);
        else
        {
            if (!_arguments.TryGetValue(call.Index, out var stream)) _arguments[call.Index] = stream = scope.Open();
            if (call.Function is not { HasArguments: true }) _custom.Add(call.Index);
            words = await stream.AppendAsync(words, cancellationToken);
        }

        if (call.Function is { HasArguments: true }) (filtered.Function.Arguments, filtered.Custom) = (words, null);
        else filtered.Custom.Input = words;
        return filtered;
    }

    private async ValueTask<List<ToolCall>> EndArgumentsAsync(CancellationToken cancellationToken)
    {
        List<ToolCall> rests = [];
        foreach (var (index, stream) in _arguments)
        {
            if (await stream.EndAsync(cancellationToken) is not { Length: > 0 } rest) continue;
            rests.Add(_custom.Contains(index)
                ? new ToolCall { Index = index, Custom = new CustomCall { Input = rest } }
                : new ToolCall { Index = index, Function = new FunctionCall { Arguments = rest } });
        }

        return rests;
    }

    private ModelDelta? Delta(string? text, string? refusal, List<ToolCall> calls, string? finishReason, CompletionUsage? usage) =>
        text is null && refusal is null && calls.Count == 0 && finishReason is null && usage is null
            ? null
            : new ModelDelta { Choice = choice, Text = text, Refusal = refusal, ToolCalls = calls.Count == 0 ? null : calls, FinishReason = finishReason, Usage = usage };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
