using Fastchat.Contracts.Admin.V1;

namespace Fastchat.Governance.Limits;

/// <summary>Names what a limit is for, as the store keeps it: <c>key:key_…</c>, <c>user:*</c>. The tenant as a whole is the empty name.</summary>
public static class LimitSubject
{
    /// <summary>The name that stands for each one without limits of its own.</summary>
    public const string Each = "*";

    /// <summary>The tenant as a whole.</summary>
    public const string Tenant = "";

    /// <summary>A subject's name in the store.</summary>
    public static string Of(LimitKind kind, string name) => $"{Prefix(kind)}:{name}";

    /// <summary>The kind and name of a subject.</summary>
    public static (LimitKind Kind, string Name) Parse(string subject)
    {
        var colon = subject.IndexOf(':', StringComparison.Ordinal);
        return (Enum.Parse<LimitKind>(subject[..colon], ignoreCase: true), subject[(colon + 1)..]);
    }

    private static string Prefix(LimitKind kind) => kind switch
    {
        LimitKind.Workspace => "workspace",
        LimitKind.Key => "key",
        LimitKind.User => "user",
        LimitKind.Model => "model",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No limit is for this."),
    };
}
