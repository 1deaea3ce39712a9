using Fastchat.Contracts.Admin.V1;

namespace Fastchat.Governance.Privacy;

/// <summary>What a tenant wants done with personal data. Made once for its settings, so that calls need not.</summary>
public sealed record PrivacyPolicy
{
    /// <summary>With what callers send; null when nothing is looked for.</summary>
    public PrivacyRules? Input { get; init; }

    /// <summary>With what models answer; null when nothing is looked for.</summary>
    public PrivacyRules? Output { get; init; }

    /// <summary>With what is remembered of people: everything is masked, unless there is more to say one day.</summary>
    public PrivacyRules Memory { get; init; } = PrivacyRules.MaskAll;

    /// <summary>Who looks.</summary>
    public PersonalDataDetector Detector { get; init; } = PersonalDataDetector.BuiltIn;

    /// <summary>Names of people that the tenant listed.</summary>
    public NameList Names { get; init; } = NameList.Empty;

    /// <summary>Whether masked card numbers keep their last four digits.</summary>
    public bool KeepCardDigits { get; init; }

    /// <summary>The policy that settings mean; null when they do nothing with input and output.</summary>
    public static PrivacyPolicy? From(PrivacySettings? settings)
    {
        if (settings is null) return null;
        var policy = new PrivacyPolicy
        {
            Input = PrivacyRules.From(settings.Input),
            Output = PrivacyRules.From(settings.Output),
            Detector = settings.Detector == PersonalDataDetector.Unspecified ? PersonalDataDetector.BuiltIn : settings.Detector,
            Names = settings.Names.Count == 0 ? NameList.Empty : new NameList(settings.Names),
            KeepCardDigits = settings.KeepCardDigits,
        };
        return policy is { Input: null, Output: null } ? null : policy;
    }
}
