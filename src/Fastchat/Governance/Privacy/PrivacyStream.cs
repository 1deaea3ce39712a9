using System.Text;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;

namespace Fastchat.Governance.Privacy;

/// <summary>
/// A text that arrives bit by bit, and leaves as soon as it is known to hold nothing that must not. What is held back is the
/// last word or number; never more than <see cref="Segments.Window"/> characters and what arrived last. Not safe for two
/// callers at once.
/// </summary>
public sealed class PrivacyStream
{
    private readonly PrivacyScope _scope;
    private readonly string? _param;
    private readonly StringBuilder _out = new();

    // What is pending, and before it a little of what came earlier, with tags in place of findings.
    private char[] _buffer = new char[4 * PiiText.ContextLength];
    private int _from = PiiText.ContextLength;
    private int _to = PiiText.ContextLength;
    private int _context;

    internal PrivacyStream(PrivacyScope scope, string? param)
    {
        _scope = scope;
        _param = param;
    }

    /// <summary>Takes more of the text, and gives what may leave: perhaps nothing yet.</summary>
    /// <exception cref="FastchatException">CONTENT_BLOCKED: what was given before is all that may leave. UPSTREAM_UNAVAILABLE: nobody could look.</exception>
    public ValueTask<string> AppendAsync(string text, CancellationToken cancellationToken) => AppendAsync(text, isEnd: false, cancellationToken);

    /// <summary>Ends the text, and gives what was held back.</summary>
    /// <exception cref="FastchatException">As for more of the text.</exception>
    public ValueTask<string> EndAsync(CancellationToken cancellationToken) => AppendAsync("", isEnd: true, cancellationToken);

    internal async ValueTask<string> AppendAsync(string text, bool isEnd, CancellationToken cancellationToken)
    {
        Take(text);
        _out.Clear();
        while (_scope.Detector.Next(Pending, isEnd, _scope.Query) is { Length: > 0 } piece)
        {
            if (piece.IsDull) Settle(piece.Settled, []);
            else Settle(piece.Settled, await DetectAsync(piece, cancellationToken));
        }

        return _out.ToString();
    }

    private ReadOnlySpan<char> Pending => _buffer.AsSpan(_from, _to - _from);

    private void Take(string text)
    {
        if (_to + text.Length > _buffer.Length)
        {
            var needed = PiiText.ContextLength + (_to - _from) + text.Length;
            var buffer = needed > _buffer.Length ? new char[Math.Max(needed, 2 * _buffer.Length)] : _buffer;
            Array.Copy(_buffer, _from - _context, buffer, PiiText.ContextLength - _context, _context + _to - _from);
            (_buffer, _from, _to) = (buffer, PiiText.ContextLength, PiiText.ContextLength + _to - _from);
        }

        text.CopyTo(_buffer.AsSpan(_to));
        _to += text.Length;
    }

    private async ValueTask<IReadOnlyList<PiiFinding>> DetectAsync(PiiPiece piece, CancellationToken cancellationToken)
    {
        try
        {
            return await _scope.Detector.DetectAsync(_buffer.AsMemory(_from - _context, _context + piece.Length), _context, _scope.Query, cancellationToken);
        }
        catch (FastchatException e) when (e.Reason == ErrorReason.UpstreamUnavailable && _scope.Rules.MustBeSought.IsEmpty)
        {
            // What is only counted must not keep anybody from an answer.
            _scope.Tally.WasMissed = true;
            return [];
        }
    }

    // Findings are relative to what the detector was given: the context and the piece.
    private void Settle(int settled, IReadOnlyList<PiiFinding> findings)
    {
        var origin = _from - _context;
        var (at, end) = (_from, _from + settled);
        Span<char> context = stackalloc char[PiiText.ContextLength];
        var known = Remember(context, 0, _buffer.AsSpan(origin, _context));
        foreach (var finding in findings)
        {
            var start = origin + finding.Start;
            if (start >= end || start < at) continue;
            known = Remember(context, known, _buffer.AsSpan(at, start - at));
            known = Remember(context, known, PiiTags.Of(finding.Type));
            _out.Append(_buffer, at, start - at);
            at = origin + finding.End;
            Write(finding.Type, _buffer.AsSpan(start, at - start));
        }

        end = Math.Max(at, end);
        known = Remember(context, known, _buffer.AsSpan(at, end - at));
        _out.Append(_buffer, at, end - at);
        _from = end;
        _context = known;
        context[..known].CopyTo(_buffer.AsSpan(_from - known));
    }

    private void Write(PiiType type, ReadOnlySpan<char> value)
    {
        var action = _scope.Rules.ActionFor(type);
        _scope.Tally.Add(type, action);
        switch (action)
        {
            case PrivacyAction.Block:
                throw Blocked(type);
            case PrivacyAction.Mask when type == PiiType.Card && _scope.KeepCardDigits:
                _out.Append("[CARD ").Append(value[^4..]).Append(']');
                break;
            case PrivacyAction.Mask:
                _out.Append(PiiTags.Of(type));
                break;
            default:
                _out.Append(value);
                break;
        }
    }

    private FastchatException Blocked(PiiType type) => new(
        ErrorReason.ContentBlocked,
        _param is null
            ? $"The answer was stopped: personal data of the kind {PiiTags.NameOf(type)} is blocked."
            : $"{_param} holds personal data of the kind {PiiTags.NameOf(type)}, which is blocked; leave it out.",
        _param);

    // The end of what was said so far, as far back as any detector listens.
    private static int Remember(Span<char> context, int known, ReadOnlySpan<char> more)
    {
        if (more.Length >= context.Length)
        {
            more[^context.Length..].CopyTo(context);
            return context.Length;
        }

        var kept = Math.Min(known, context.Length - more.Length);
        context.Slice(known - kept, kept).CopyTo(context);
        more.CopyTo(context[kept..]);
        return kept + more.Length;
    }
}
