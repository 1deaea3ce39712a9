using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Fastchat.Foundation;
using Fastchat.Language;
using Fastchat.ModelGateway.Embeddings;

namespace Fastchat.ModelGateway.BuiltIn;

/// <summary>
/// Embeds without a model file: every stemmed word, and with less weight every three to five neighbouring characters of
/// it, adds to one of the dimensions with a sign, both picked by a hash (feature hashing, Weinberger et al. 2009). The pieces
/// of words let spellings, inflections and compounds meet that share no whole word. The same text has the same vector
/// in every process and on every machine. Words count as tokens.
/// </summary>
public sealed class HashingEmbeddingModel : IEmbeddingModel
{
    /// <summary>The model's name.</summary>
    public const string Name = "hashing-384";

    /// <summary>How many numbers a vector has, unless fewer are asked for.</summary>
    public const int Dimensions = 384;

    private const int ShortestPiece = 3;
    private const int LongestPiece = 5;
    private const double PieceWeight = 0.3;
    private const double GrammarWeight = 0.1;

    /// <inheritdoc />
    public int MostTexts => 2048;

    /// <inheritdoc />
    public Task<EmbeddingResult> EmbedAsync(EmbeddingQuery query, CancellationToken cancellationToken)
    {
        var dimensions = query.Dimensions ?? Dimensions;
        if (dimensions is < 1 or > Dimensions) throw FastchatException.InvalidValue("dimensions", $"dimensions must be 1 to {Dimensions} for {Name}, but is {dimensions}.");
        var vectors = new float[query.Texts.Count][];
        var words = 0L;
        for (var i = 0; i < vectors.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            vectors[i] = Embed(query.Texts[i], dimensions);
            words += Words.Count(query.Texts[i]);
        }

        return Task.FromResult(new EmbeddingResult(vectors, words));
    }

    /// <summary>The vector of a text, of length 1, or all zeros for a text without words.</summary>
    public static float[] Embed(string text, int dimensions = Dimensions)
    {
        // Features are counted before they are weighted: the tenth "data" of a passage says little more than the first.
        var counts = new Dictionary<ulong, Feature>();
        Span<char> word = stackalloc char[WordReader.MaxLength + 2];
        var reader = new WordReader(text);
        while (reader.Read())
        {
            var length = reader.Current.Length;
            var weight = StopWords.English.IsGrammar(reader.Current) ? GrammarWeight : 1;
            word[0] = '^';
            reader.Current.CopyTo(word[1..]);
            word[length + 1] = '$';
            AddPieces(counts, word[..(length + 2)], weight * PieceWeight);
            var stem = word.Slice(1, Stemmer.Stem(word.Slice(1, length)));
            Add(counts, Hash(stem, seed: 0), weight);
        }

        var vector = new float[dimensions];
        foreach (var (hash, feature) in counts)
        {
            var value = (float)(feature.Weight * (1 + Math.Log(feature.Count)));
            vector[hash % (uint)dimensions] += (hash >> 63) == 0 ? value : -value;
        }

        var norm = TensorPrimitives.Norm<float>(vector);
        if (norm > 0) TensorPrimitives.Divide(vector, norm, vector);
        return vector;
    }

    private static void AddPieces(Dictionary<ulong, Feature> counts, ReadOnlySpan<char> word, double weight)
    {
        for (var length = ShortestPiece; length <= LongestPiece && length < word.Length; length++)
        {
            // A word's pieces together weigh as much whether it is long or short.
            var share = weight / Math.Sqrt(word.Length - length + 1);
            for (var start = 0; start + length <= word.Length; start++) Add(counts, Hash(word.Slice(start, length), seed: 1), share);
        }
    }

    private static void Add(Dictionary<ulong, Feature> counts, ulong hash, double weight)
    {
        ref var feature = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, hash, out _);
        feature = new Feature(feature.Count + 1, Math.Max(feature.Weight, weight));
    }

    // FNV-1a with a final mix, because string.GetHashCode differs from process to process.
    private static ulong Hash(ReadOnlySpan<char> text, ulong seed)
    {
        var hash = 14695981039346656037UL ^ seed;
        foreach (var character in text) hash = (hash ^ character) * 1099511628211UL;
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return hash ^ (hash >> 33);
    }

    private readonly record struct Feature(int Count, double Weight);
}
