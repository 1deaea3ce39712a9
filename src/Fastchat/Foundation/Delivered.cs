namespace Fastchat.Foundation;

/// <summary>What had left of an answer when it broke.</summary>
/// <param name="Deltas">Its pieces.</param>
/// <param name="Characters">The Unicode code points of its words, refusals included.</param>
public readonly record struct Delivered(long Deltas, long Characters);
