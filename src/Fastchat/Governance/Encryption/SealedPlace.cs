namespace Fastchat.Governance.Encryption;

/// <summary>Where a value is kept; what is sealed for one place opens at no other.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column.</param>
public readonly record struct SealedPlace(string Table, string Column);
