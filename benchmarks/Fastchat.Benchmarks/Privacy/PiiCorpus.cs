using System.Text.Json;
using System.Text.RegularExpressions;
using Fastchat.Governance.Privacy;

namespace Fastchat.Benchmarks.Privacy;

/// <summary>
/// The marked texts of Presidio and presidio-research (MIT). Every second one, from the first on, may be looked at while
/// detectors are written; the others are held out.
/// </summary>
internal static partial class PiiCorpus
{
    // What is marked there and looked for here. Places, firms, titles, bank accounts and web addresses are not looked for.
    private static readonly Dictionary<string, PiiType> Types = new()
    {
        ["EMAIL_ADDRESS"] = PiiType.Email,
        ["PHONE_NUMBER"] = PiiType.Phone,
        ["CREDIT_CARD"] = PiiType.Card,
        ["IBAN_CODE"] = PiiType.Iban,
        ["IP_ADDRESS"] = PiiType.IpAddress,
        ["PERSON"] = PiiType.Name,
        ["CRYPTO"] = PiiType.Wallet,
        ["US_SSN"] = PiiType.NationalId,
        ["US_ITIN"] = PiiType.NationalId,
        ["US_PASSPORT"] = PiiType.NationalId,
        ["US_DRIVER_LICENSE"] = PiiType.NationalId,
        ["FIN"] = PiiType.NationalId,
        ["IN_PAN"] = PiiType.NationalId,
        ["IN_PASSPORT"] = PiiType.NationalId,
        ["PH_TIN"] = PiiType.NationalId,
    };

    /// <summary>All texts of a folder, each source in its order.</summary>
    public static IReadOnlyList<PiiDocument> Read(string folder) =>
        [.. Generated(folder), .. Demo(folder), .. Structured(folder), .. Sentences(folder)];

    /// <summary>One half: the first may be tuned on, the second is held out.</summary>
    public static IReadOnlyList<PiiDocument> Half(IReadOnlyList<PiiDocument> documents, bool heldOut) =>
        [.. documents.Where((_, index) => index % 2 == (heldOut ? 1 : 0))];

    private static IEnumerable<PiiDocument> Generated(string folder)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "presidio-research__generated_small.json")));
        foreach (var entry in json.RootElement.EnumerateArray())
        {
            var text = entry.GetProperty("full_text").GetString()!;
            var labels = new List<(PiiType, int, int)>();
            foreach (var span in entry.GetProperty("spans").EnumerateArray())
            {
                // Offsets count code points.
                if (!Types.TryGetValue(span.GetProperty("entity_type").GetString()!, out var type)) continue;
                labels.Add((type, Index(text, span.GetProperty("start_position").GetInt32()), Index(text, span.GetProperty("end_position").GetInt32())));
            }

            yield return new PiiDocument("presidio-research generated_small", text, labels);
        }
    }

    // The anonymised twin says what stood where.
    private static IEnumerable<PiiDocument> Demo(string folder)
    {
        var lines = File.ReadAllLines(Path.Combine(folder, "presidio__demo.txt"));
        var twins = File.ReadAllLines(Path.Combine(folder, "presidio__demo_anonymized.txt"));
        foreach (var (line, twin) in lines.Zip(twins).Where(pair => pair.First.Trim().Length > 0))
        {
            var pattern = "^" + Regex.Replace(Regex.Escape(twin), "<([A-Z_]+)>", "(?<$1>.+?)", RegexOptions.None) + "$";
            var match = Regex.Match(line, pattern, RegexOptions.NonBacktracking);
            var labels = match.Success
                ? match.Groups.Cast<Group>().Where(g => g.Success && Types.ContainsKey(g.Name)).Select(g => (Types[g.Name], g.Index, g.Index + g.Length)).ToList()
                : throw new InvalidDataException($"The lines of the demo do not match: {twin}");
            yield return new PiiDocument("presidio demo", line, labels);
        }
    }

    private static IEnumerable<PiiDocument> Structured(string folder)
    {
        foreach (var line in File.ReadAllLines(Path.Combine(folder, "presidio__test_structured.csv")).Skip(1))
        {
            var (name, email) = (line.Split(',')[1], line.Split(',')[2]);
            var (nameAt, emailAt) = (line.IndexOf(name, StringComparison.Ordinal), line.IndexOf(email, StringComparison.Ordinal));
            yield return new PiiDocument("presidio test_structured", line, [(PiiType.Name, nameAt, nameAt + name.Length), (PiiType.Email, emailAt, emailAt + email.Length)]);
        }
    }

    // A kind, and on the next line a sentence that holds it: blank lines and comments between.
    private static IEnumerable<PiiDocument> Sentences(string folder)
    {
        var lines = File.ReadAllLines(Path.Combine(folder, "presidio__context_sentences_tests.txt")).Where(l => l.Trim().Length > 0 && l[0] != '#').ToList();
        for (var i = 0; i + 1 < lines.Count; i += 2)
        {
            if (!EntityName().IsMatch(lines[i])) throw new InvalidDataException($"'{lines[i]}' names no kind.");
            if (Types.TryGetValue(lines[i].Trim(), out var type)) yield return new PiiDocument("presidio context sentences", lines[i + 1], [(type, 0, lines[i + 1].Length)], HasPlaces: false);
        }
    }

    private static int Index(string text, int codePoints)
    {
        var index = 0;
        for (var i = 0; i < codePoints; i++) index += char.IsSurrogatePair(text, Math.Min(index, text.Length - 2)) ? 2 : 1;
        return index;
    }

    [GeneratedRegex("^[A-Z_]+ *$")]
    private static partial Regex EntityName();
}
