namespace Fastchat.ModelGateway.Routing;

/// <summary>A hash that is the same on every node and after every start, unlike that of strings. FNV-1a, and the finish of SplitMix64 so that every bit counts.</summary>
internal static class StableHash
{
    /// <summary>A number over 0 and below 1 that depends on all of the texts and on where each ends.</summary>
    public static double Fraction(string one, string two, string three)
    {
        var hash = Add(Add(Add(14695981039346656037, one), two), three);
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        hash ^= hash >> 31;
        return ((hash >> 11) + 0.5) / (1UL << 53);
    }

    private static ulong Add(ulong hash, string text)
    {
        foreach (var c in text) hash = (hash ^ c) * 1099511628211;
        return (hash ^ 0x10000) * 1099511628211;
    }
}
