using Fastchat.Foundation;

namespace Fastchat.Governance.Privacy.Retention;

/// <summary>A class of data that is kept for so many days. Rooms register theirs.</summary>
public interface IRetained
{
    /// <summary>The class.</summary>
    RetainedClass Class { get; }

    /// <summary>Removes some of what is older than a time, and says of how many; fewer than <paramref name="most"/>: no more is there.</summary>
    Task<int> ExpireAsync(TenantId tenant, DateTimeOffset before, int most, CancellationToken cancellationToken);
}
