using Fastchat.Governance.Privacy;

namespace Fastchat.Benchmarks.Privacy;

/// <summary>A text and the personal data that people marked in it.</summary>
/// <param name="Source">Where it is from.</param>
/// <param name="Text">The text.</param>
/// <param name="Labels">What is marked, of the kinds that are looked for.</param>
/// <param name="HasPlaces">Whether it is marked where the data is; otherwise only that there is some.</param>
internal sealed record PiiDocument(string Source, string Text, IReadOnlyList<(PiiType Type, int Start, int End)> Labels, bool HasPlaces = true);
