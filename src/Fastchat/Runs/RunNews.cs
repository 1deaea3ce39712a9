using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Runs;

/// <summary>
/// What nodes tell each other of runs under way: that somebody elsewhere reads one, and from then on that more of it is stored.
/// Of a run that nobody elsewhere reads nothing is told.
/// </summary>
public sealed class RunNews(Database database, TimeProvider clock)
{
    private const string Readers = "run_readers";
    private const string Stored = "run_events";

    // PostgreSQL carries no more than 8,000 bytes: beyond, all who read are told to look.
    private const int MostNamed = 7_000;

    /// <summary>Tells of which run somebody elsewhere reads; null when it may be any.</summary>
    public IDisposable WatchReaders(Action<(TenantId Tenant, string RunId)?> reads) => database.Changes.Subscribe(Readers, key => reads(RunName.Parse(key)));

    /// <summary>Says that more is stored of some runs, with one notification for all.</summary>
    public Task StoredAsync(IReadOnlyCollection<string> runIds) => database.AnnounceAsync(Of(runIds));

    /// <summary>Lets a reader listen for more of a run of another node.</summary>
    public RunListener Listen(TenantId tenant, string runId) => new(this, tenant, runId, clock);

    /// <summary>The news that more is stored of some runs.</summary>
    internal static Change Of(IReadOnlyCollection<string> runIds) => new(Stored, string.Join(' ', runIds) is { Length: <= MostNamed } named ? named : "");

    internal IDisposable WatchStored(string runId, Action stored) => database.Changes.Subscribe(Stored, key =>
    {
        if (string.IsNullOrEmpty(key) || key.Split(' ').Contains(runId)) stored();
    });

    internal Task ReadAsync(TenantId tenant, string runId, CancellationToken cancellationToken) => database.AnnounceAsync(new Change(Readers, RunName.Format(tenant, runId)), cancellationToken);
}
