using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Tenants;
using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Privacy.Retention;

/// <summary>Each hour, on one node per tenant: removes what is older than the tenant's settings let it be, some at a time.</summary>
public sealed class RetentionSweeper(IEnumerable<IRetained> classes, RetentionStore store, TenantStore tenants, TimeProvider clock, ILogger<RetentionSweeper> logger)
    : RepeatedWork(Pause, clock)
{
    private const int AtOnce = 1000;
    private const int TenantsAtOnce = 100;
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    /// <summary>Looks through the tenants that are due; one that fails does not keep the others.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        string? after = null;
        while (true)
        {
            var page = await tenants.ListAsync(TenantsAtOnce, after, cancellationToken);
            foreach (var tenant in page.Items.Where(t => t.Config.Retention is not null)) await TryAsync(tenant, cancellationToken);
            if (!page.HasMore) return;
            after = page.Items[^1].Id.Value;
        }
    }

    /// <inheritdoc />
    protected override Task RunAsync(CancellationToken stoppingToken) => SweepAsync(stoppingToken);

    /// <inheritdoc />
    protected override void Tell(Exception failure) => Log.SweepFailed(logger, "any", failure);

    private async Task TryAsync(TenantRecord tenant, CancellationToken cancellationToken)
    {
        try
        {
            if (await store.TryTakeAsync(tenant.Id, Every, cancellationToken)) await SweepAsync(tenant, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.SweepFailed(logger, tenant.Id.Value, e);
        }
    }

    private async Task SweepAsync(TenantRecord tenant, CancellationToken cancellationToken)
    {
        foreach (var each in classes)
        {
            if (Days(tenant.Config.Retention, each.Class) is not (> 0 and var days)) continue;
            var (before, removed) = (Clock.GetUtcNow().AddDays(-days), 0L);
            int last;
            do
            {
                last = await each.ExpireAsync(tenant.Id, before, AtOnce, cancellationToken);
                removed += last;
            }
            while (last >= AtOnce);

            if (removed > 0) Log.Swept(logger, tenant.Id.Value, removed, each.Class.ToString());
        }
    }

    private static int Days(RetentionSettings settings, RetainedClass @class) => @class switch
    {
        RetainedClass.Runs => settings.RunsDays,
        RetainedClass.Completions => settings.CompletionsDays,
        RetainedClass.Files => settings.FilesDays,
        RetainedClass.Usage => settings.UsageDays,
        RetainedClass.Conversations => settings.ConversationsDays,
        _ => 0,
    };
}
