using System.Runtime.CompilerServices;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Usage;
using Fastchat.ModelGateway.Tokens;
using Microsoft.Extensions.Logging;

namespace Fastchat.ModelGateway.Metering;

/// <summary>One answer being measured. Disposing puts down what it came to; an answer that no model gave costs nothing.</summary>
public sealed class MeteredAnswer : IAsyncDisposable
{
    private const int MostAnswers = 128;

    private readonly Caller _caller;
    private readonly string? _user;
    private readonly string _model;
    private readonly ModelPrice _price;
    private readonly string? _reservation;
    private readonly UsageStore _store;
    private readonly AuditTrail? _audit;
    private readonly ILogger _logger;
    private readonly List<TokenTally> _answers = [];
    private ChatCompletionParams? _asked;
    private TokenCounter _counter = TokenCounter.For("");
    private CompletionUsage? _usage;
    private CompletionUsage? _counted;
    private bool _ended;

    internal MeteredAnswer(Caller caller, string? user, string model, ModelPrice price, string? reservation, UsageStore store, AuditTrail? audit, ILogger logger)
    {
        _caller = caller;
        _user = user;
        _model = model;
        _price = price;
        _reservation = reservation;
        _store = store;
        _audit = audit;
        _logger = logger;
    }

    /// <summary>The user it is for, as the caller's token or the request names him; null for nobody.</summary>
    public string? User => _user;

    /// <summary>The model is asked: from here on the answer costs something.</summary>
    /// <param name="request">What it is asked.</param>
    /// <param name="servedAs">Its name where it is served, which tells its encoding.</param>
    public void Ask(ModelRequest request, string servedAs)
    {
        _asked = request.Parameters;
        _counter = TokenCounter.For(servedAs);
    }

    /// <summary>Hands on what the model says, and measures it. When its provider states no usage, ours is the last delta.</summary>
    public async IAsyncEnumerable<ModelDelta> MeasureAsync(IAsyncEnumerable<ModelDelta> deltas, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var delta in deltas.WithCancellation(cancellationToken))
        {
            Add(delta);
            yield return delta;
        }

        if (_usage is null && _asked is not null) yield return new ModelDelta { Usage = Counted(_asked) };
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_ended) return;
        _ended = true;
        var entry = Entry();
        if (entry is not null)
        {
            _audit?.AddTokens(entry.PromptTokens, entry.CompletionTokens);
            _audit?.AddCost(entry.Cost);
        }

        try
        {
            // Not under the caller's token: who goes away has used what he has used.
            if (entry is not null) await _store.AddAsync(entry, _reservation, CancellationToken.None);
            else if (_reservation is not null) await _store.ReleaseAsync(_caller.Tenant!.Value, _reservation, CancellationToken.None);
        }
        catch (Exception e)
        {
            Log.UsageLost(_logger, _caller.Tenant!.Value.Value, _model, entry?.PromptTokens ?? 0, entry?.CompletionTokens ?? 0, e);
        }
    }

    private void Add(ModelDelta delta)
    {
        _usage = delta.Usage ?? _usage;
        if (delta is { Text: null, Refusal: null, ToolCalls: null }) return;
        var answer = Answer(delta.Choice);
        answer.Add(delta.Text);
        answer.Add(delta.Refusal);
        foreach (var call in delta.ToolCalls ?? [])
        {
            answer.Add(call.Function?.Name);
            answer.Add(call.Function?.Arguments);
            answer.Add(call.Custom?.Name);
            answer.Add(call.Custom?.Input);
        }
    }

    // Answers of one stream come interleaved, and a token never reaches from one to another.
    private TokenTally Answer(int choice)
    {
        if (choice is < 0 or >= MostAnswers) choice = 0;
        while (_answers.Count <= choice) _answers.Add(new TokenTally(_counter.Encoding));
        return _answers[choice];
    }

    private CompletionUsage Counted(ChatCompletionParams asked)
    {
        if (_counted is not null) return _counted;
        var (prompt, completion) = (_counter.Count(asked), _answers.Sum(a => a.Total));
        return _counted = new CompletionUsage { PromptTokens = prompt, CompletionTokens = completion, TotalTokens = prompt + completion };
    }

    // The provider's own count where there is one; ours when it gave none, or was cut off before it could.
    private UsageEntry? Entry()
    {
        if (_asked is null) return null;
        var counted = Counted(_asked);
        var used = _usage ?? counted;
        return new UsageEntry(_caller, _user, _model, used.PromptTokens, used.CompletionTokens, _price.Of(used.PromptTokens, used.CompletionTokens), IsEstimated: _usage is null)
        {
            CountedPromptTokens = counted.PromptTokens,
            CountedCompletionTokens = counted.CompletionTokens,
        };
    }
}
