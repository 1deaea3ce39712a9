using Fastchat.Contracts.Admin.V1;

namespace Fastchat.Governance.Privacy;

/// <summary>What is done with each kind of personal data in one place.</summary>
public sealed class PrivacyRules
{
    private readonly PrivacyAction[] _actions = new PrivacyAction[Enum.GetValues<PiiType>().Length];

    private PrivacyRules(Func<PiiType, PrivacyAction> action)
    {
        foreach (var type in Enum.GetValues<PiiType>()) _actions[(int)type] = action(type);
        Sought = With(a => a >= PrivacyAction.Report);
        MustBeSought = With(a => a >= PrivacyAction.Mask);
    }

    /// <summary>Every kind is masked: what holds for logs and memories, whatever a tenant says.</summary>
    public static PrivacyRules MaskAll { get; } = new(_ => PrivacyAction.Mask);

    /// <summary>The kinds that anything is done with.</summary>
    public PiiTypeSet Sought { get; }

    /// <summary>The kinds that may not go on unseen: where nobody can look for them, the call is refused.</summary>
    public PiiTypeSet MustBeSought { get; }

    /// <summary>The rules that a tenant's settings mean; null when nothing is done with any kind.</summary>
    public static PrivacyRules? From(PrivacyActions? actions)
    {
        if (actions is null) return null;
        var rules = new PrivacyRules(type => ActionOf(actions, type));
        return rules.Sought.IsEmpty ? null : rules;
    }

    /// <summary>What is done with a kind.</summary>
    public PrivacyAction ActionFor(PiiType type) => _actions[(int)type];

    private PiiTypeSet With(Func<PrivacyAction, bool> condition) =>
        PiiTypeSet.Of([.. Enum.GetValues<PiiType>().Where(type => condition(_actions[(int)type]))]);

    private static PrivacyAction ActionOf(PrivacyActions actions, PiiType type) => type switch
    {
        PiiType.Email => actions.Email,
        PiiType.Phone => actions.Phone,
        PiiType.Card => actions.Card,
        PiiType.Iban => actions.Iban,
        PiiType.NationalId => actions.NationalId,
        PiiType.IpAddress => actions.IpAddress,
        PiiType.Name => actions.Name,
        PiiType.DateOfBirth => actions.DateOfBirth,
        PiiType.Credentials => actions.Credentials,
        PiiType.Wallet => actions.Wallet,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "The settings have no action for this kind."),
    };
}
