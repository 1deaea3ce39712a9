namespace Fastchat.Governance.Privacy;

/// <summary>A set of kinds of personal data.</summary>
/// <param name="Bits">One bit for each kind, by its number.</param>
public readonly record struct PiiTypeSet(int Bits)
{
    /// <summary>Every kind.</summary>
    public static PiiTypeSet All { get; } = Of(Enum.GetValues<PiiType>());

    /// <summary>Whether no kind is in it.</summary>
    public bool IsEmpty => Bits == 0;

    /// <summary>The set of some kinds.</summary>
    public static PiiTypeSet Of(params ReadOnlySpan<PiiType> types)
    {
        var bits = 0;
        foreach (var type in types) bits |= 1 << (int)type;
        return new PiiTypeSet(bits);
    }

    /// <summary>Whether a kind is in it.</summary>
    public bool Contains(PiiType type) => (Bits & (1 << (int)type)) != 0;
}
