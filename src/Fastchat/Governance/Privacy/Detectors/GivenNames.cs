using System.Collections.Frozen;

namespace Fastchat.Governance.Privacy.Detectors;

/// <summary>Given names that are common where English is spoken; the file says from where.</summary>
internal static class GivenNames
{
    private const string Resource = "Fastchat.Governance.Privacy.Data.given-names.txt";

    // Whether a name is a word, a place or a product too.
    private static readonly FrozenDictionary<string, bool>.AlternateLookup<ReadOnlySpan<char>> Names = Read().GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a word, in any case, is a given name; and whether it is another word too.</summary>
    public static bool Has(ReadOnlySpan<char> word, out bool isWordToo) => Names.TryGetValue(word, out isWordToo);

    private static FrozenDictionary<string, bool> Read()
    {
        using var reader = new StreamReader(typeof(GivenNames).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"{Resource} is not in the assembly."));
        var names = new Dictionary<string, bool>(StringComparer.OrdinalIgnoreCase);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#') names[line.TrimEnd('?')] = line[^1] == '?';
        }

        return names.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
