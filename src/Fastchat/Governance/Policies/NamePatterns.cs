using System.Collections.Frozen;

namespace Fastchat.Governance.Policies;

/// <summary>A list of names, of which those that end with <c>*</c> stand for all that begin so. Nothing listed is any name, or none.</summary>
internal sealed class NamePatterns
{
    private readonly FrozenSet<string> _names;
    private readonly string[] _beginnings;

    public NamePatterns(IEnumerable<string> patterns)
    {
        var all = patterns.ToList();
        _names = all.Where(p => !p.EndsWith('*')).ToFrozenSet(StringComparer.Ordinal);
        _beginnings = [.. all.Where(p => p.EndsWith('*')).Select(p => p[..^1])];
        IsEmpty = all.Count == 0;
    }

    /// <summary>Whether nothing is listed.</summary>
    public bool IsEmpty { get; }

    /// <summary>Whether the list has a name.</summary>
    public bool Has(string name)
    {
        if (name.Length == 0) return false;
        if (_names.Contains(name)) return true;
        foreach (var beginning in _beginnings)
        {
            if (name.StartsWith(beginning, StringComparison.Ordinal)) return true;
        }

        return false;
    }

    /// <summary>Whether a call that names these is meant: by a rule that denies when the list has any of them, by one that allows only when it has all.</summary>
    public bool Matches(IReadOnlyList<string> names, bool any)
    {
        if (IsEmpty) return true;
        if (names.Count == 0) return false;
        for (var i = 0; i < names.Count; i++)
        {
            if (Has(names[i]) == any) return any;
        }

        return !any;
    }
}
