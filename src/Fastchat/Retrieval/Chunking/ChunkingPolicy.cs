using Fastchat.Foundation;

namespace Fastchat.Retrieval.Chunking;

/// <summary>How text is cut. A token is taken as four characters: close enough for sizes, and the same for every model.</summary>
/// <param name="MaxTokens">The longest chunk.</param>
/// <param name="OverlapTokens">How much of a chunk the next one repeats at most, so that a thought cut in two is whole in one of them.</param>
public sealed record ChunkingPolicy(int MaxTokens = 400, int OverlapTokens = 60)
{
    internal const int CharactersPerToken = 4;

    /// <summary>Refuses sizes that cannot be cut to.</summary>
    /// <param name="maxParam">The name under which the caller gave the longest chunk, for errors.</param>
    /// <param name="overlapParam">The name under which the caller gave the overlap.</param>
    /// <exception cref="FastchatException">INVALID_VALUE.</exception>
    public void Validate(string maxParam = "chunking.max_chunk_tokens", string overlapParam = "chunking.overlap_tokens")
    {
        if (MaxTokens is < 100 or > 4096)
            throw FastchatException.InvalidValue(maxParam, $"{maxParam} must be 100 to 4096, but is {MaxTokens}.");
        if (OverlapTokens < 0 || OverlapTokens > MaxTokens / 2)
            throw FastchatException.InvalidValue(overlapParam, $"{overlapParam} must be 0 to half of the longest chunk ({MaxTokens / 2}), but is {OverlapTokens}.");
    }
}
