using Fastchat.Governance.Identity;

namespace Fastchat.Governance.Limits;

/// <summary>Holds tenants, workspaces, keys and users to what they may upload per day.</summary>
public sealed class UploadLimiter(LimitBook book, LimitPools pools)
{
    /// <summary>An account for one upload; null when uploads are not limited.</summary>
    public async ValueTask<UploadCharge?> BeginAsync(Caller caller, CancellationToken cancellationToken)
    {
        var limits = await book.OfAsync(caller.Tenant!.Value, cancellationToken);
        if (limits.IsEmpty) return null;
        var held = limits.For(caller, caller.UserId, model: null).Where(l => l.Limits.HasUploadBytesPerDay).Select(l => (l.Subject, l.Limits.UploadBytesPerDay)).ToList();
        return held.Count == 0 ? null : new UploadCharge(caller.Tenant.Value, held, pools);
    }
}
