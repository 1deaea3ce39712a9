using Fastchat.Foundation;
using Fastchat.Governance.Usage;
using Fastchat.Storage;

namespace Fastchat.Governance.Privacy.Erasure;

/// <summary>A user's name in the sums of usage: the sums stay, without it.</summary>
public sealed class UsageOfUser(Database database, UsageStore usage) : IUserErasable
{
    private readonly RowStore _rows = new(database, "usage_days", "user_id = @value");

    /// <inheritdoc />
    public string Name => _rows.Table;

    /// <inheritdoc />
    public Task<long> CountAsync(TenantId tenant, string user, CancellationToken cancellationToken) => _rows.CountAsync(tenant, user, cancellationToken);

    /// <inheritdoc />
    public Task EraseAsync(TenantId tenant, string user, CancellationToken cancellationToken) => usage.ForgetUserAsync(tenant, user, cancellationToken);
}
