using System.Runtime.CompilerServices;
using System.Text;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Usage;
using Fastchat.ModelGateway.Routing;
using Microsoft.Extensions.Logging;

namespace Fastchat.ModelGateway.Metering;

/// <summary>One answer being measured. Disposing puts down what it came to; an answer that no model gave costs nothing.</summary>
public sealed class MeteredAnswer : IAsyncDisposable
{
    private readonly Caller _caller;
    private readonly string? _user;
    private readonly string _model;
    private readonly ModelPrice _price;
    private readonly ModelPrices _prices;
    private readonly string? _reservation;
    private readonly UsageStore _store;
    private readonly AuditTrail? _audit;
    private readonly ILogger _logger;
    private ChatCompletionParams? _asked;
    private ModelOrigin? _origin;
    private CompletionUsage? _usage;
    private long _bytes;
    private bool _isKept;
    private long _earlierBytes;
    private UsageEntry? _earlier;
    private long _beatenCost;
    private bool _ended;

    internal MeteredAnswer(Caller caller, string? user, string model, ModelPrice price, ModelPrices prices, string? reservation, UsageStore store, AuditTrail? audit, ILogger logger)
    {
        _caller = caller;
        _user = user;
        _model = model;
        _price = price;
        _prices = prices;
        _reservation = reservation;
        _store = store;
        _audit = audit;
        _logger = logger;
    }

    /// <summary>The user it is for, as the caller's token or the request names him; null for nobody.</summary>
    public string? User => _user;

    /// <summary>Whether the rules of the caller's tenant let a model of a name answer instead; null when they let all.</summary>
    public Func<string, bool>? Permits { get; init; }

    /// <summary>The model is asked: from here on the answer costs something.</summary>
    public void Ask(ModelRequest request) => _asked = request.Parameters;

    /// <summary>The answer was kept from before: it is counted, and costs nothing.</summary>
    public void Spare() => _isKept = true;

    /// <summary>Hands on what the model says, and measures it.</summary>
    public async IAsyncEnumerable<ModelDelta> MeasureAsync(IAsyncEnumerable<ModelDelta> deltas, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var delta in deltas.WithCancellation(cancellationToken))
        {
            Add(delta);
            yield return delta;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_ended) return;
        _ended = true;
        var entry = _asked is null ? null : Entry(_asked);
        if (entry is not null)
        {
            if (_origin is not null)
            {
                _audit?.Add("provider", _origin.Provider);
                _audit?.Add("resolved_model", _origin.Model);
            }

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
        if (delta.Origin is { } origin) Begin(origin, delta.Switch);
        _usage = delta.Usage ?? _usage;
        if (delta.Text is { } text) _bytes += Encoding.UTF8.GetByteCount(text);
        if (delta.Refusal is { } refusal) _bytes += Encoding.UTF8.GetByteCount(refusal);
        foreach (var call in delta.ToolCalls ?? []) _bytes += call.CalculateSize();
    }

    // A model that broke off is paid for what it read and said; so is the one that takes over, which reads that as well.
    private void Begin(ModelOrigin origin, ModelSwitch? taken)
    {
        if (taken is not null && _asked is not null)
        {
            _earlier = Entry(_asked);
            _earlierBytes = taken.Discards ? 0 : _earlierBytes + _bytes;
            (_usage, _bytes, _beatenCost) = (null, 0, 0);
        }

        _origin = origin;
        if (origin.Beaten is { } beaten && _asked is not null) _beatenCost = PriceOf(beaten).Of(TokenEstimate.Likely(TokenEstimate.Bytes(_asked)), 0);
    }

    // The provider's own count where there is one; ours when it gave none, or was cut off before it could.
    private UsageEntry Entry(ChatCompletionParams asked)
    {
        if (_isKept) return new UsageEntry(_caller, _user, _model, 0, 0, 0, IsEstimated: false);
        var prompt = _usage?.PromptTokens ?? TokenEstimate.Likely(TokenEstimate.Bytes(asked) + _earlierBytes);
        var completion = _usage?.CompletionTokens ?? TokenEstimate.Likely(_bytes);
        var price = _origin is null ? _price : PriceOf(_origin);
        return new UsageEntry(
            _caller, _user, _origin?.Name ?? _model, prompt + (_earlier?.PromptTokens ?? 0), completion + (_earlier?.CompletionTokens ?? 0),
            price.Of(prompt, completion) + _beatenCost + (_earlier?.Cost ?? 0), IsEstimated: _usage is null || _earlier is not null);
    }

    private ModelPrice PriceOf(ModelOrigin origin) => origin.Price ?? _prices.Of(origin.Name);
}
