using Fastchat.Foundation;

namespace Fastchat.Governance.Privacy.Erasure;

/// <summary>A class of data in the database that goes with its tenant. Rooms register theirs; a test fails for a table that nobody erases.</summary>
public interface IErasable
{
    /// <summary>What the certificate calls it.</summary>
    string Name { get; }

    /// <summary>The tables it lies in.</summary>
    IReadOnlyList<string> Tables { get; }

    /// <summary>How many a tenant has.</summary>
    Task<long> CountAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>Removes all of a tenant's; may be done again, and by two nodes at once.</summary>
    Task EraseAsync(TenantId tenant, CancellationToken cancellationToken);
}
