using Fastchat.Governance.Identity;
using Fastchat.Governance.Usage;

namespace Fastchat.ModelGateway.Metering;

/// <summary>What a model reads in one call, being measured. Disposing puts down what it came to; a call that failed costs nothing.</summary>
public sealed class MeteredReading : IAsyncDisposable
{
    private readonly Caller _caller;
    private readonly string? _user;
    private readonly string _model;
    private readonly ModelPrice _price;
    private readonly Settlement _settlement;
    private UsageEntry? _entry;
    private bool _ended;

    internal MeteredReading(Caller caller, string? user, string model, ModelPrice price, Settlement settlement)
    {
        _caller = caller;
        _user = user;
        _model = model;
        _price = price;
        _settlement = settlement;
    }

    /// <summary>The model has read so many tokens.</summary>
    public void Add(long tokens, bool isEstimated) => _entry = new UsageEntry(_caller, _user, _model, tokens, 0, _price.Of(tokens, 0), isEstimated);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_ended) return;
        _ended = true;
        await _settlement.EndAsync(_model, _entry);
    }
}
