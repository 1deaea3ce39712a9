using System.Text;

namespace Fastchat.ModelGateway.Embeddings;

/// <summary>Splits texts into what a provider takes at once.</summary>
internal static class TextBatches
{
    // OpenAI takes 300,000 tokens at once; hardly a text has one for less than a byte.
    private const int MostBytes = 256 * 1024;

    /// <summary>The places of texts, in order and each once; a text that is too long for any batch is one by itself.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="places">Which of them.</param>
    /// <param name="most">How many at once.</param>
    public static List<List<int>> Of(IReadOnlyList<string> texts, IReadOnlyList<int> places, int most)
    {
        var batches = new List<List<int>>();
        var bytes = 0L;
        foreach (var place in places)
        {
            var size = Encoding.UTF8.GetByteCount(texts[place]);
            if (batches.Count == 0 || batches[^1].Count == most || bytes + size > MostBytes)
            {
                batches.Add([]);
                bytes = 0;
            }

            batches[^1].Add(place);
            bytes += size;
        }

        return batches;
    }
}
