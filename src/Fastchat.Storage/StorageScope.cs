namespace Fastchat.Storage;

/// <summary>
/// Whose rows a piece of work may touch. Statements name their tenant themselves; where the engine can guard rows
/// (PostgreSQL), the scope is a second wall behind them.
/// </summary>
public readonly record struct StorageScope
{
    private const string AllTenants = "*";

    private readonly string? _value;

    private StorageScope(string value) => _value = value;

    /// <summary>The rows of all tenants: for sign-in, sweeps and the operator's own work.</summary>
    public static StorageScope Operator { get; } = new(AllTenants);

    /// <summary>The rows of one tenant.</summary>
    /// <param name="tenant">Its id: letters and digits of ASCII, so that it may stand in a statement.</param>
    /// <exception cref="ArgumentException">It has other characters, or none.</exception>
    public static StorageScope Of(string tenant) => tenant.Length > 0 && tenant.All(char.IsAsciiLetterOrDigit)
        ? new StorageScope(tenant)
        : throw new ArgumentException("The id of a tenant has letters and digits only.", nameof(tenant));

    /// <summary>The tenant's id, or <c>*</c>.</summary>
    /// <exception cref="InvalidOperationException">The scope was never set.</exception>
    public string Value => _value ?? throw new InvalidOperationException("The scope of a piece of work was never set.");
}
