namespace Fastchat.Rpc.Json;

/// <summary>The members of one body that nothing was made of: clients send what newer servers know.</summary>
internal sealed class IgnoredMembers
{
    private const int MaxShown = 64;

    /// <summary>How many.</summary>
    public int Count { get; private set; }

    /// <summary>The name of the first, cut where it is long; null for none.</summary>
    public string? First { get; private set; }

    public void Add(string name)
    {
        Count++;
        First ??= name.Length <= MaxShown ? name : name[..MaxShown];
    }

    public void Clear() => (Count, First) = (0, null);
}
