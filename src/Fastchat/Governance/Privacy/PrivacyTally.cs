using System.Globalization;
using Fastchat.Contracts.Admin.V1;

namespace Fastchat.Governance.Privacy;

/// <summary>How much personal data of which kind was found, and what was done with it: never what it was.</summary>
public sealed class PrivacyTally
{
    private readonly SortedDictionary<(PiiType Type, PrivacyAction Action), int> _counts = [];

    /// <summary>Whether nothing was found, and everything was looked through.</summary>
    public bool IsEmpty => _counts.Count == 0 && !WasMissed;

    /// <summary>Whether some text could not be looked through; only where nothing had to be masked or blocked.</summary>
    public bool WasMissed { get; set; }

    /// <summary>Counts a finding.</summary>
    public void Add(PiiType type, PrivacyAction action) => _counts[(type, action)] = _counts.GetValueOrDefault((type, action)) + 1;

    /// <summary>How many of a kind were found.</summary>
    public int Count(PiiType type) => _counts.Where(c => c.Key.Type == type).Sum(c => c.Value);

    /// <summary>The counts in words: "email: 2 masked, phone: 1 found".</summary>
    public override string ToString()
    {
        var counts = _counts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{PiiTags.NameOf(c.Key.Type)}: {c.Value} {Done(c.Key.Action)}"));
        return string.Join(", ", WasMissed ? counts.Append("some text could not be looked through") : counts);
    }

    private static string Done(PrivacyAction action) => action switch
    {
        PrivacyAction.Mask => "masked",
        PrivacyAction.Block => "blocked",
        _ => "found",
    };
}
