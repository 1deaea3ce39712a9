using System.Collections.Frozen;
using Fastchat.Language;

namespace Fastchat.Chat.Context;

/// <summary>
/// Tells questions that lean on the one before from those that stand alone. When in doubt a question stands alone: what is carried
/// over without need finds what was not asked for.
/// </summary>
internal static class FollowUps
{
    private const int Longest = 1000;

    // So many words that say something, by what else the question has.
    private const int MostAlone = 1;
    private const int MostReferring = 2;
    private const int MostJoined = 3;

    private static readonly FrozenSet<string> Joining = Set("and or but also und oder aber auch et ou mais aussi y o pero tambien e ma anche mas tambem en of maar ook");

    // Those that are articles, or fill a place, are not among them.
    private static readonly FrozenSet<string> Referring = Set(
        """
        it its they them their he him his she her that this these those then
        er ihn ihm ihr davon damit daran darin dafur dazu
        il elle ils elles lui leur cela
        eso esto ella ellos ellas
        lui lei loro questo quello
        ele ela eles isso
        hij zij hem haar dat dit
        """);

    /// <summary>Whether a question leans on the one before.</summary>
    public static bool IsOne(string question)
    {
        if (question.Length > Longest) return false;
        var terms = Analyzer.Query(question).Count(t => t.Weight >= 1);
        if (terms <= MostAlone) return true;
        var words = Words.Of(question);
        return (terms <= MostJoined && (Joining.Contains(words[0]) || AsksAbout(words))) || (terms <= MostReferring && words.Exists(Referring.Contains));
    }

    // "What about winter?"
    private static bool AsksAbout(List<string> words) => words is ["what" or "how", "about", ..];

    private static FrozenSet<string> Set(string words) =>
        words.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
