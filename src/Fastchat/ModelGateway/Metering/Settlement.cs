using Fastchat.Foundation;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Limits;
using Fastchat.Governance.Usage;
using Microsoft.Extensions.Logging;

namespace Fastchat.ModelGateway.Metering;

/// <summary>Puts down what a call came to, once, in the place of what was set aside for it.</summary>
/// <param name="tenant">Whose call.</param>
/// <param name="hold">What was set aside; null for nothing.</param>
/// <param name="store">Where it is put down.</param>
/// <param name="audit">The call's record; null for none.</param>
/// <param name="logger">Hears of what could not be put down.</param>
internal sealed class Settlement(TenantId tenant, LimitHold? hold, UsageStore store, AuditTrail? audit, ILogger logger)
{
    /// <summary>Puts it down. Not under the caller's token: who goes away has used what he has used.</summary>
    /// <param name="model">The model that was asked for.</param>
    /// <param name="entry">What it came to; null for a call that costs nothing.</param>
    public async Task EndAsync(string model, UsageEntry? entry)
    {
        if (entry is null)
        {
            hold?.Release();
            return;
        }

        audit?.AddTokens(entry.PromptTokens, entry.CompletionTokens);
        audit?.AddCost(entry.Cost);
        hold?.Settle(entry.PromptTokens + entry.CompletionTokens, entry.Cost);
        var stored = StoreAsync(model, entry);
        if (audit is null) await stored;
        else audit.StoreBeside(stored);
    }

    private async Task StoreAsync(string model, UsageEntry entry)
    {
        try
        {
            await store.AddAsync(entry);
        }
        catch (Exception e)
        {
            Log.UsageLost(logger, tenant.Value, model, entry.PromptTokens, entry.CompletionTokens, e);
        }
    }
}
