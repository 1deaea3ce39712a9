using Fastchat.Foundation;
using Fastchat.Governance.Privacy.Retention;

namespace Fastchat.Files;

/// <summary>Lets files that are too old expire now: whoever deletes expired files does the rest.</summary>
public sealed class FileRetention(FileStore files, TimeProvider clock) : IRetained
{
    /// <inheritdoc />
    public RetainedClass Class => RetainedClass.Files;

    /// <inheritdoc />
    public async Task<int> ExpireAsync(TenantId tenant, DateTimeOffset before, int most, CancellationToken cancellationToken) =>
        Math.Min(await files.ExpireAsync(tenant, before, clock.GetUtcNow(), cancellationToken), most - 1);
}
