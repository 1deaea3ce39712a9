using Fastchat.Storage;

namespace Fastchat.Foundation;

/// <summary>A tenant. Every store method takes one: the scope is a parameter that cannot be forgotten.</summary>
/// <param name="Value">Ten characters of 0-9 and a-z without i, l, o and u.</param>
public readonly record struct TenantId(string Value)
{
    /// <summary>How many characters an id has.</summary>
    public const int Length = 10;

    /// <summary>A fresh random id.</summary>
    public static TenantId New() => new(Base32.Random(Length));

    /// <summary>Whether it can be one at all: what a caller sends as an id may be any text.</summary>
    public bool IsWellFormed => Value.Length == Length && Value.All(char.IsAsciiLetterOrDigit);

    /// <summary>The rows of this tenant.</summary>
    public static implicit operator StorageScope(TenantId tenant) => StorageScope.Of(tenant.Value);

    /// <inheritdoc />
    public override string ToString() => Value;
}
