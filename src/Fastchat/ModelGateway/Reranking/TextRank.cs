namespace Fastchat.ModelGateway.Reranking;

/// <summary>How well a text fits.</summary>
/// <param name="Index">Its place among the texts that were given, from 0.</param>
/// <param name="Score">0 to 1, more is better; comparable within one answer only.</param>
public readonly record struct TextRank(int Index, double Score);
