using System.Collections.Frozen;

namespace Fastchat.Governance.Privacy.Detectors;

/// <summary>Words around names: those that announce one, and capitalised ones that are none.</summary>
internal static class NameCues
{
    private static readonly string[] Announcements =
    [
        "name is", "name?", "name's", "names are", "name:", "called", "named", "dear", "signed", "regards,", "sincerely,", "cheers,",
        "mein name ist", "ich heiße", "ich heisse", "m'appelle", "m’appelle", "me llamo", "mi nombre es", "mi chiamo", "il mio nome è", "meu nome é", "me chamo", "mijn naam is", "ik heet", "jag heter", "jeg heter", "jeg hedder", "nazywam się",
        "mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "madam", "herr", "frau", "mme", "mlle", "monsieur", "madame", "señor", "señora", "sr", "sra", "signor", "signora", "dhr", "mevr",
    ];

    // Most words before a capitalised one end no announcement, and one look says so.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> LastWords =
        Announcements.Select(a => a[(a.LastIndexOf(' ') + 1)..]).ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> NoNames = Set(
        "the and or but if in on at is was has had will can may do does did are were be been to of for from by with as it its this that these those he she they we you i me my your his her our their who what when where why how which while not no yes " +
        "please thanks thank hello hi hey dear sir madam mr mrs ms miss dr prof team all everyone customer friend world also then there here now today tomorrow yesterday " +
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december " +
        "email mail e-mail phone tel card iban name ip address ssn account order number date");

    // After a person's name these make it a place's, a firm's, a thing's.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Things = Set(
        "street road avenue place terrace crescent court close row ave lane drive square park bridge airport university college school hospital inc ltd llc gmbh corp corporation company foundation institute county river lake island prize award day center centre hall house hotel museum library theatre theater stadium station beach bay valley mountain mountains city town village theorem equation law model series group bank trust partners associates software systems solutions consulting");

    /// <summary>Whether a name is announced by what stands before it.</summary>
    public static bool Announce(ReadOnlySpan<char> before)
    {
        var said = before.TrimEnd(" .\u00A0");
        if (said.Length == before.Length || !LastWords.Contains(said[(said.LastIndexOfAny(" \n\t(\"“") + 1)..])) return false;
        foreach (var announcement in Announcements)
        {
            if (!said.EndsWith(announcement, StringComparison.OrdinalIgnoreCase)) continue;
            var at = said.Length - announcement.Length;
            if (at == 0 || !char.IsLetter(said[at - 1])) return true;
        }

        return false;
    }

    /// <summary>Whether a capitalised word is no part of a name.</summary>
    public static bool IsNoName(ReadOnlySpan<char> word) => NoNames.Contains(word);

    /// <summary>Whether a word makes the name before it one of a thing.</summary>
    public static bool IsThing(ReadOnlySpan<char> word) => Things.Contains(word);

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Set(string words) =>
        words.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
}
