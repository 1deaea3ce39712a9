using System.Collections.Frozen;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;

namespace Fastchat.Governance.Privacy;

/// <summary>Opens scopes in which texts are looked through for personal data.</summary>
public sealed class PrivacyFilter
{
    private readonly FrozenDictionary<PersonalDataDetector, IPiiDetector> _detectors;

    /// <summary>A filter with the detectors that the server has.</summary>
    public PrivacyFilter(IEnumerable<IPiiDetector> detectors) => _detectors = detectors.ToFrozenDictionary(d => d.Kind);

    /// <summary>A scope under some rules of a tenant.</summary>
    /// <exception cref="FastchatException">UPSTREAM_UNAVAILABLE: the server does not have the detector that the tenant asks for, and something must be masked or blocked.</exception>
    public PrivacyScope Open(PrivacyPolicy policy, PrivacyRules rules)
    {
        if (_detectors.TryGetValue(policy.Detector, out var detector)) return new PrivacyScope(detector, rules, new PiiQuery(rules.Sought, policy.Names), policy.KeepCardDigits);
        if (rules.MustBeSought.IsEmpty) return new PrivacyScope(_detectors[PersonalDataDetector.BuiltIn], rules, new PiiQuery(rules.Sought, policy.Names), policy.KeepCardDigits);
        throw new FastchatException(ErrorReason.UpstreamUnavailable, "Personal data cannot be looked for: this server has no Presidio Analyzer, which the tenant's settings ask for.");
    }

    /// <summary>A text as it may be remembered: everything masked that the tenant does not want kept.</summary>
    /// <param name="policy">The tenant's; null when it has none, and everything is masked.</param>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<string> ForMemoryAsync(PrivacyPolicy? policy, string text, CancellationToken cancellationToken)
    {
        policy ??= new PrivacyPolicy();
        return Open(policy, policy.Memory).ApplyAsync(text, param: null, cancellationToken);
    }
}
