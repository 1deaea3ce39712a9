namespace Fastchat.Governance.Privacy;

/// <summary>Texts that are looked through under the same rules and counted together.</summary>
/// <param name="Detector">Who looks.</param>
/// <param name="Rules">What is done.</param>
/// <param name="Query">What is looked for.</param>
/// <param name="KeepCardDigits">Whether masked card numbers keep their last four digits.</param>
public sealed record PrivacyScope(IPiiDetector Detector, PrivacyRules Rules, PiiQuery Query, bool KeepCardDigits)
{
    /// <summary>What was found so far.</summary>
    public PrivacyTally Tally { get; } = new();

    /// <summary>A text that grows.</summary>
    /// <param name="param">The field that holds it, for a refusal; null for an answer.</param>
    public PrivacyStream Open(string? param = null) => new(this, param);

    /// <summary>A whole text as it may go on.</summary>
    /// <exception cref="Foundation.FastchatException">CONTENT_BLOCKED, or UPSTREAM_UNAVAILABLE when nobody could look.</exception>
    public async ValueTask<string> ApplyAsync(string text, string? param, CancellationToken cancellationToken)
    {
        if (text.Length == 0) return text;
        var stream = Open(param);
        var most = await stream.AppendAsync(text, isEnd: true, cancellationToken);
        return most.Equals(text, StringComparison.Ordinal) ? text : most;
    }
}
