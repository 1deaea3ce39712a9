namespace Fastchat.Governance.Privacy;

/// <summary>What stands in the place of personal data: its kind in brackets.</summary>
public static class PiiTags
{
    private static readonly string[] Tags =
    [
        "[EMAIL]", "[PHONE]", "[CARD]", "[IBAN]", "[NATIONAL_ID]", "[IP_ADDRESS]", "[NAME]", "[DATE_OF_BIRTH]", "[CREDENTIALS]", "[WALLET]",
    ];

    /// <summary>The tag of a kind: [EMAIL].</summary>
    public static string Of(PiiType type) => Tags[(int)type];

    /// <summary>A kind as settings and reports spell it: email.</summary>
    public static string NameOf(PiiType type) => Tags[(int)type][1..^1].ToLowerInvariant();

    /// <summary>Where the last tag of a text ends, and of which kind it is; null when there is none.</summary>
    internal static (int End, PiiType Type)? Last(ReadOnlySpan<char> text)
    {
        while (text.LastIndexOf(']') is >= 0 and var close)
        {
            var open = text[..close].LastIndexOf('[');
            if (open < 0) return null;
            if (TypeOf(text[(open + 1)..close]) is { } type) return (close + 1, type);
            text = text[..close];
        }

        return null;
    }

    // A card may keep its last digits behind its kind.
    private static PiiType? TypeOf(ReadOnlySpan<char> inner)
    {
        var blank = inner.IndexOf(' ');
        var name = blank < 0 ? inner : inner[..blank];
        for (var i = 0; i < Tags.Length; i++)
        {
            if (name.SequenceEqual(Tags[i].AsSpan(1, Tags[i].Length - 2))) return (PiiType)i;
        }

        return null;
    }
}
