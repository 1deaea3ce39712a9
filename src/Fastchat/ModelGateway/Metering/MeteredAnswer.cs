using System.Runtime.CompilerServices;
using System.Text;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Usage;
using Microsoft.Extensions.Logging;

namespace Fastchat.ModelGateway.Metering;

/// <summary>One answer being measured. Disposing puts down what it came to; an answer that no model gave costs nothing.</summary>
public sealed class MeteredAnswer : IAsyncDisposable
{
    private readonly Caller _caller;
    private readonly string? _user;
    private readonly string _model;
    private readonly ModelPrice _price;
    private readonly string? _reservation;
    private readonly UsageStore _store;
    private readonly AuditTrail? _audit;
    private readonly ILogger _logger;
    private ChatCompletionParams? _asked;
    private CompletionUsage? _usage;
    private long _bytes;
    private bool _isKept;
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
        if (delta.Text is { } text) _bytes += Encoding.UTF8.GetByteCount(text);
        if (delta.Refusal is { } refusal) _bytes += Encoding.UTF8.GetByteCount(refusal);
        foreach (var call in delta.ToolCalls ?? []) _bytes += call.CalculateSize();
    }

    // The provider's own count where there is one; ours when it gave none, or was cut off before it could.
    private UsageEntry? Entry()
    {
        if (_asked is null) return null;
        if (_isKept) return new UsageEntry(_caller, _user, _model, 0, 0, 0, IsEstimated: false);
        var prompt = _usage?.PromptTokens ?? TokenEstimate.Likely(TokenEstimate.Bytes(_asked));
        var completion = _usage?.CompletionTokens ?? TokenEstimate.Likely(_bytes);
        return new UsageEntry(_caller, _user, _model, prompt, completion, _price.Of(prompt, completion), IsEstimated: _usage is null);
    }
}
