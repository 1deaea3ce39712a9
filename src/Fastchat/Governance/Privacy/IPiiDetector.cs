using Fastchat.Contracts.Admin.V1;

namespace Fastchat.Governance.Privacy;

/// <summary>
/// The port of whoever finds personal data. A text is given in pieces that <see cref="Next"/> cuts, so that an answer can
/// be looked through while it streams. Implementations are safe for many callers at once and keep nothing between calls.
/// </summary>
public interface IPiiDetector
{
    /// <summary>What tenants call it.</summary>
    PersonalDataDetector Kind { get; }

    /// <summary>The first piece of a text that can be judged by itself, whatever comes after it.</summary>
    /// <param name="pending">What is known of the text from where the last piece was settled.</param>
    /// <param name="isEnd">Whether nothing comes after.</param>
    /// <param name="query">What is looked for.</param>
    PiiPiece Next(ReadOnlySpan<char> pending, bool isEnd, PiiQuery query);

    /// <summary>Finds personal data.</summary>
    /// <param name="text">A little of what came before the piece, with kinds in place of what was found there, and the piece.</param>
    /// <param name="from">Where the piece begins; no finding begins before.</param>
    /// <param name="query">What is looked for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Findings in order; none overlaps another.</returns>
    /// <exception cref="Foundation.FastchatException">UPSTREAM_UNAVAILABLE: nobody could look.</exception>
    ValueTask<IReadOnlyList<PiiFinding>> DetectAsync(ReadOnlyMemory<char> text, int from, PiiQuery query, CancellationToken cancellationToken);
}
