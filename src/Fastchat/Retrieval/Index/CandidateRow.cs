namespace Fastchat.Retrieval.Index;

/// <summary>What scoring needs of a chunk.</summary>
internal sealed class CandidateRow
{
    public long Id { get; init; }

    public string DocumentId { get; init; } = "";

    public int Ordinal { get; init; }

    public string Analysed { get; init; } = "";

    public byte[] Vector { get; init; } = [];
}
