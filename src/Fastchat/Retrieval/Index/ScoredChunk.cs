namespace Fastchat.Retrieval.Index;

/// <summary>How a candidate was scored.</summary>
internal readonly record struct ScoredChunk(long Id, double Total, double Lexical, double Semantic);
