using Fastchat.Foundation;

namespace Fastchat.Governance.Encryption;

/// <summary>A store of sealed values, as far as rotation is concerned.</summary>
public interface ISealed
{
    /// <summary>Whether it lies in this node's folder, where no other node can see it.</summary>
    bool IsLocal { get; }

    /// <summary>Seals anew what an older version has sealed, or nothing yet; says how many values that were.</summary>
    /// <param name="tenant">Whose values.</param>
    /// <param name="version">The newest version of the tenant's key.</param>
    /// <param name="cancellationToken">Stops between two values; the rest is for the next time.</param>
    Task<long> ReencryptAsync(TenantId tenant, int version, CancellationToken cancellationToken);
}
