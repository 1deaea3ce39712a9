using Fastchat.Governance.Audit;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Usage;
using Microsoft.Extensions.Logging;

namespace Fastchat.ModelGateway.Metering;

/// <summary>What a model reads in one call, being measured. Disposing puts down what it came to; a call that failed costs nothing.</summary>
public sealed class MeteredReading : IAsyncDisposable
{
    private readonly Caller _caller;
    private readonly string? _user;
    private readonly string _model;
    private readonly ModelPrice _price;
    private readonly string? _reservation;
    private readonly UsageStore _store;
    private readonly AuditTrail? _audit;
    private readonly ILogger _logger;
    private UsageEntry? _entry;
    private bool _ended;

    internal MeteredReading(Caller caller, string? user, string model, ModelPrice price, string? reservation, UsageStore store, AuditTrail? audit, ILogger logger)
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

    /// <summary>The model has read so many tokens.</summary>
    public void Add(long tokens, bool isEstimated) => _entry = new UsageEntry(_caller, _user, _model, tokens, 0, _price.Of(tokens, 0), isEstimated);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_ended) return;
        _ended = true;
        if (_entry is not null)
        {
            _audit?.AddTokens(_entry.PromptTokens, 0);
            _audit?.AddCost(_entry.Cost);
        }

        try
        {
            // Not under the caller's token: who goes away has used what he has used.
            if (_entry is not null) await _store.AddAsync(_entry, _reservation, CancellationToken.None);
            else if (_reservation is not null) await _store.ReleaseAsync(_caller.Tenant!.Value, _reservation, CancellationToken.None);
        }
        catch (Exception e)
        {
            Log.UsageLost(_logger, _caller.Tenant!.Value.Value, _model, _entry?.PromptTokens ?? 0, 0, e);
        }
    }
}
