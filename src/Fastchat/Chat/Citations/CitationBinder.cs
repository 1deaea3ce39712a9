using System.Globalization;
using System.Text;
using Fastchat.Contracts.Retrieval.V1;
using Fastchat.Contracts.Type.V1;
using Fastchat.Language;
using Fastchat.ModelGateway;

namespace Fastchat.Chat.Citations;

/// <summary>
/// Finds markers such as <c>[2]</c> or <c>[1, 3]</c> in an answer while it streams. A marker of a passage that was given is
/// passed on and followed by its citation; one that cites nothing, or a passage that has nothing of what is said, is taken out and
/// counted: a reader never sees a source that does not exist or does not support. Text is held back only while it may yet become a marker.
/// </summary>
internal sealed class CitationBinder(int choice, IReadOnlyList<Passage> passages)
{
    // "[" and what may follow it in a marker; longer than any marker makes sense is text.
    private const int LongestMarker = 24;

    private readonly StringBuilder _held = new();
    private readonly StringBuilder _claim = new();
    private string _lastClaim = "";
    private int _codePoints;

    /// <summary>How many citations were taken out.</summary>
    public int Dropped { get; private set; }

    /// <summary>Takes more of the answer.</summary>
    public IEnumerable<TurnEvent> Append(string text)
    {
        var rest = text;
        while (rest.Length > 0)
        {
            if (_held.Length == 0)
            {
                var open = rest.IndexOf('[');
                var plain = open < 0 ? rest : rest[..open];
                if (plain.Length > 0) yield return Text(plain);
                if (open < 0) yield break;
                rest = rest[(open + 1)..];

                // Behind a backtick brackets are code that is quoted, such as `[1]`, and cite nothing.
                if (_claim.Length > 0 && _claim[^1] == '`') yield return Text("[");
                else _held.Append('[');
                continue;
            }

            var next = rest[0];
            if (next == ']')
            {
                _held.Append(next);
                rest = rest[1..];
                foreach (var bound in Close()) yield return bound;
            }
            else if (_held.Length < LongestMarker && (char.IsAsciiDigit(next) || (_held.Length > 1 && next is ',' or ' ')))
            {
                _held.Append(next);
                rest = rest[1..];
            }
            else
            {
                // No marker after all; what comes next may begin another.
                yield return Release();
            }
        }
    }

    /// <summary>Passes on what is held back.</summary>
    public IEnumerable<TurnEvent> End()
    {
        if (_held.Length > 0) yield return Release();
    }

    private IEnumerable<TurnEvent> Close()
    {
        var inner = _held.ToString(1, _held.Length - 2);
        if (!inner.Any(char.IsAsciiDigit))
        {
            yield return Release();
            yield break;
        }

        _held.Clear();

        // Of two markers side by side, both stand for the statement before them.
        var claim = _claim.ToString();
        if (string.IsNullOrWhiteSpace(claim)) claim = _lastClaim;
        var stated = inner.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)
            .Select(m => int.TryParse(m, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Distinct()
            .ToList();
        var markers = stated.Where(n => n >= 1 && n <= passages.Count && CitationSupport.Has(passages[n - 1], claim)).ToList();
        Drop(stated.Count - markers.Count);
        if (markers.Count == 0) yield break;

        var index = _codePoints;
        _lastClaim = claim;
        yield return Text($"[{string.Join(", ", markers)}]");
        _claim.Clear();
        foreach (var marker in markers) yield return new TurnEvent(Citation: Cite(marker, index, claim), Choice: choice);
    }

    private Citation Cite(int marker, int index, string claim)
    {
        var passage = passages[marker - 1];
        var (start, end) = QuoteFinder.Find(passage.Text, claim);
        var before = CodePoints.Count(passage.Text.AsSpan(0, start));
        var quote = passage.Text[start..end];
        var citation = new Citation
        {
            Index = index,
            Marker = marker,
            FileId = passage.FileId,
            Filename = passage.Filename,
            Start = passage.Start + before,
            End = passage.Start + before + CodePoints.Count(quote),
            Quote = quote,
            Score = passage.Score,
        };
        if (passage.HasPage) citation.Page = passage.Page;
        return citation;
    }

    private void Drop(int count)
    {
        if (count == 0) return;
        Dropped += count;
        CitationMetrics.Dropped.Add(count);
    }

    private TurnEvent Release()
    {
        var text = _held.ToString();
        _held.Clear();
        return Text(text);
    }

    private TurnEvent Text(string text)
    {
        _codePoints += CodePoints.Count(text);
        _claim.Append(text);
        return new TurnEvent(Delta: new ModelDelta { Choice = choice, Text = text });
    }
}
