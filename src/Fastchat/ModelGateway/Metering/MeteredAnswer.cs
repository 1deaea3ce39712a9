using System.Runtime.CompilerServices;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Limits;
using Fastchat.Governance.Usage;
using Fastchat.ModelGateway.Routing;
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
    private readonly ModelPrices _prices;
    private readonly AuditTrail? _audit;
    private readonly Settlement _settlement;
    private readonly List<TokenTally> _answers = [];
    private ChatCompletionParams? _asked;
    private TokenCounter _counter = TokenCounter.For("");
    private ModelOrigin? _origin;
    private CompletionUsage? _usage;
    private CompletionUsage? _counted;
    private bool _isKept;
    private long _carried;
    private UsageEntry? _earlier;
    private long _beatenCost;
    private bool _ended;

    internal MeteredAnswer(Caller caller, string? user, string model, ModelPrice price, ModelPrices prices, LimitHold? hold, UsageStore store, AuditTrail? audit, ILogger logger)
    {
        _caller = caller;
        _user = user;
        _model = model;
        _price = price;
        _prices = prices;
        _audit = audit;
        _settlement = new Settlement(caller.Tenant!.Value, hold, store, audit, logger);
    }

    /// <summary>The user it is for, as the caller's token or the request names him; null for nobody.</summary>
    public string? User => _user;

    /// <summary>Whether the rules of the caller's tenant let a model of a name answer instead; null when they let all.</summary>
    public Func<string, bool>? Permits { get; init; }

    /// <summary>Begins the measuring of another answer of the same caller; null when nobody can.</summary>
    internal Func<ChatCompletionParams, AuditTrail?, CancellationToken, ValueTask<MeteredAnswer?>>? Beside { get; init; }

    /// <summary>Begins the measuring of a small answer beside this one, in the name of the same caller; null when his rules or limits have no room for it.</summary>
    /// <param name="parameters">What a model is to be asked.</param>
    /// <param name="audit">The record of the call that it belongs to; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<MeteredAnswer?> BeginBesideAsync(ChatCompletionParams parameters, AuditTrail? audit, CancellationToken cancellationToken) =>
        Beside?.Invoke(parameters, audit, cancellationToken) ?? default;

    /// <summary>What it has come to so far: tokens read and written, and their cost in units of <see cref="LimitMetric.CostUnit"/>.</summary>
    public (long Tokens, long Cost) SoFar => _asked is not null && Entry(_asked) is var entry ? (entry.PromptTokens + entry.CompletionTokens, entry.Cost) : default;

    /// <summary>The model is asked, once more when it was before: from here on the answer costs something.</summary>
    public void Ask(ModelRequest request)
    {
        if (_asked is not null)
        {
            // What it read and said before is paid for as well.
            _earlier = Entry(_asked);
            _answers.Clear();
            (_usage, _counted, _beatenCost, _carried) = (null, null, 0, 0);
        }

        _asked = request.Parameters;
        _counter = TokenCounter.For(request.Parameters.Model);
    }

    /// <summary>The answer was kept from before: it is counted, and costs nothing.</summary>
    public void Spare() => _isKept = true;

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
        if (_asked is not null && _origin is not null)
        {
            _audit?.Add("provider", _origin.Provider);
            _audit?.Add("resolved_model", _origin.Model);
        }

        await _settlement.EndAsync(_model, _asked is null ? null : Entry(_asked));
    }

    private void Add(ModelDelta delta)
    {
        if (delta.Origin is { } origin) Begin(origin, delta.Switch);
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
        var (prompt, completion) = (_counter.Count(asked) + _carried, _answers.Sum(a => a.Total));
        return _counted = new CompletionUsage { PromptTokens = prompt, CompletionTokens = completion, TotalTokens = prompt + completion };
    }

    // A model that broke off is paid for what it read and said; so is the one that takes over, which reads that as well.
    private void Begin(ModelOrigin origin, ModelSwitch? taken)
    {
        if (taken is not null && _asked is not null)
        {
            _earlier = Entry(_asked);
            _carried = taken.Discards ? 0 : _carried + _answers.Sum(a => a.Total);
            _answers.Clear();
            (_usage, _counted, _beatenCost) = (null, null, 0);
        }

        _origin = origin;
        _counter = TokenCounter.For(origin.Model);
        if (origin.Beaten is { } beaten && _asked is not null) _beatenCost = PriceOf(beaten).Of(_counter.Count(_asked), 0);
    }

    // The provider's own count where there is one; ours when it gave none, or was cut off before it could.
    private UsageEntry Entry(ChatCompletionParams asked)
    {
        if (_isKept) return new UsageEntry(_caller, _user, _model, 0, 0, 0, IsEstimated: false);
        var counted = Counted(asked);
        var used = _usage ?? counted;
        var price = _origin is null ? _price : PriceOf(_origin);
        return new UsageEntry(
            _caller, _user, _origin?.Name ?? _model, used.PromptTokens + (_earlier?.PromptTokens ?? 0), used.CompletionTokens + (_earlier?.CompletionTokens ?? 0),
            price.Of(used.PromptTokens, used.CompletionTokens) + _beatenCost + (_earlier?.Cost ?? 0), IsEstimated: _usage is null || _earlier is { IsEstimated: true })
        {
            CountedPromptTokens = counted.PromptTokens + (_earlier?.CountedPromptTokens ?? 0),
            CountedCompletionTokens = counted.CompletionTokens + (_earlier?.CountedCompletionTokens ?? 0),
        };
    }

    private ModelPrice PriceOf(ModelOrigin origin) => origin.Price ?? _prices.Of(origin.Name);
}
