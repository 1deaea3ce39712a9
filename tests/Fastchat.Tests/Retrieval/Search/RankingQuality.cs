namespace Fastchat.Retrieval.Search;

/// <summary>The field's usual measure of a ranking.</summary>
internal static class RankingQuality
{
    /// <summary>Normalised discounted cumulative gain of the first ten, with exponential gain.</summary>
    public static double Ndcg10(IEnumerable<string> ranking, IReadOnlyDictionary<string, int> grades)
    {
        var gain = ranking.Distinct().Take(10).Select((id, rank) => Gain(grades.GetValueOrDefault(id), rank)).Sum();
        var ideal = grades.Values.OrderDescending().Take(10).Select(Gain).Sum();
        return gain / ideal;
    }

    private static double Gain(int grade, int rank) => (Math.Pow(2, grade) - 1) / Math.Log2(rank + 2);
}
