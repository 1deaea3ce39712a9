using Fastchat.Foundation;
using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Audit;

/// <summary>
/// Records of calls that were refused before any work. The first of its kind is stored before the call is answered; the same
/// caller's repeats of the same call with the same refusal are counted and stored as one record each second, so that one who
/// calls without end cannot fill the chain nor hold up the writes of others. Safe for use by many threads.
/// </summary>
public sealed class RepeatedRefusals(AuditLog log, TimeProvider clock, ILogger<RepeatedRefusals> logger) : RepeatedWork(TimeSpan.FromSeconds(1), clock)
{
    // Beyond so many kinds at once each refusal is stored by itself.
    private const int MostKinds = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<Kind, Tally> _tallies = [];

    /// <summary>Stores a refusal, or counts it when it repeats one that is stored.</summary>
    /// <exception cref="FastchatException">AUDIT_UNAVAILABLE: it could not be stored.</exception>
    public async Task AddAsync(AuditEntry refusal)
    {
        var kind = Kind.Of(refusal);
        if (IsRepeat(kind, refusal)) return;
        try
        {
            await log.AppendAsync(refusal, null);
        }
        catch (FastchatException)
        {
            // The next one is the first again, unless some came meanwhile: their record tells of the kind.
            Forget(kind);
            throw;
        }
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(RunAsync, cancellationToken);
    }

    /// <inheritdoc />
    protected override Task RunAsync(CancellationToken stoppingToken) => Task.WhenAll(Take().Select(StoreAsync));

    /// <inheritdoc />
    protected override void Tell(Exception failure) => Log.RepeatsNotWritten(logger, failure);

    private bool IsRepeat(Kind kind, AuditEntry refusal)
    {
        lock (_lock)
        {
            if (_tallies.TryGetValue(kind, out var tally))
            {
                _tallies[kind] = new Tally(tally.Count + 1, refusal);
                return true;
            }

            if (_tallies.Count < MostKinds) _tallies.Add(kind, new Tally(0, refusal));
            return false;
        }
    }

    private void Forget(Kind kind)
    {
        lock (_lock)
        {
            if (_tallies.TryGetValue(kind, out var tally) && tally.Count == 0) _tallies.Remove(kind);
        }
    }

    // Kinds that went on stay, so that their next call is a repeat; those that ended go.
    private List<Tally> Take()
    {
        lock (_lock)
        {
            var taken = new List<Tally>();
            foreach (var (kind, tally) in _tallies)
            {
                if (tally.Count == 0)
                {
                    _tallies.Remove(kind);
                    continue;
                }

                taken.Add(tally);
                _tallies[kind] = tally with { Count = 0 };
            }

            return taken;
        }
    }

    private async Task StoreAsync(Tally tally)
    {
        try
        {
            await log.AppendAsync(tally.Newest with { Facts = $"repeats={tally.Count}" }, null);
        }
        catch (FastchatException)
        {
            PutBack(tally);
            throw;
        }
    }

    private void PutBack(Tally tally)
    {
        lock (_lock)
        {
            var kind = Kind.Of(tally.Newest);
            _tallies[kind] = _tallies.TryGetValue(kind, out var since) && since.Count > 0 ? since with { Count = since.Count + tally.Count } : tally;
        }
    }

    private readonly record struct Kind(AuditChain Chain, string Actor, string Role, string Action, string Outcome, string Policy)
    {
        public static Kind Of(AuditEntry refusal) => new(refusal.Chain, refusal.Actor, refusal.Role, refusal.Action, refusal.Outcome, refusal.Policy);
    }

    private readonly record struct Tally(int Count, AuditEntry Newest);
}
