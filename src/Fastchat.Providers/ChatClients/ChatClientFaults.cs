using System.Globalization;
using System.Text.RegularExpressions;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Providers.Models;

namespace Fastchat.Providers.ChatClients;

/// <summary>
/// Turns what a plugged-in client throws into our errors. The abstraction has no errors of its own: a status is taken from
/// where HTTP clients put it, and otherwise from the words that official clients begin their messages with.
/// </summary>
internal sealed partial class ChatClientFaults(TimeProvider clock)
{
    private readonly UpstreamFaults _faults = new(new UpstreamWords([]), clock);

    /// <summary>Our error.</summary>
    /// <param name="thrown">What the client threw.</param>
    /// <param name="begun">Whether something of an answer had come before.</param>
    public FastchatException Of(Exception thrown, bool begun)
    {
        if (thrown is FastchatException ours) return ours;
        if (thrown is HttpRequestException { StatusCode: { } status }) return _faults.Refusal((int)status, headers: null, new UpstreamError(thrown.Message));
        if (thrown is TimeoutException or OperationCanceledException) return new FastchatException(ErrorReason.UpstreamTimeout, "The model's provider took too long.", inner: thrown);
        if (Status().Match(thrown.Message) is { Success: true } match)
        {
            var error = new UpstreamError(thrown.Message[match.Length..].Trim(), Group(match, "type"), Group(match, "code"));
            return _faults.Refusal(int.Parse(match.Groups["status"].ValueSpan, CultureInfo.InvariantCulture), headers: null, error);
        }

        return begun
            ? new FastchatException(ErrorReason.UpstreamStreamBroken, "The model's provider broke off in the middle of its answer.", inner: thrown)
            : new FastchatException(ErrorReason.UpstreamUnavailable, "The model's provider failed.", inner: thrown);
    }

    /// <summary>Our error for one that the client told in its stream.</summary>
    public FastchatException InStream(UpstreamError error) => _faults.InStream(error);

    private static string? Group(Match match, string name) => match.Groups[name] is { Success: true, Length: > 0 } group ? group.Value : null;

    // "HTTP 429 (insufficient_quota: insufficient_quota)\n\nYou exceeded …"
    [GeneratedRegex(@"^(?:HTTP|Status:|Service request failed\.\s+Status:) (?<status>[45]\d\d)\b(?: \((?<type>[\w.]*)(?:: ?(?<code>[\w.]*))?\))?", RegexOptions.CultureInvariant)]
    private static partial Regex Status();
}
