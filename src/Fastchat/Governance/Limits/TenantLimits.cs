using System.Collections.Frozen;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Governance.Identity;

namespace Fastchat.Governance.Limits;

/// <summary>All limits of a tenant: its own and those below. One snapshot, read once and never changed.</summary>
public sealed class TenantLimits
{
    private static readonly LimitSettings None = new();

    private readonly LimitSettings _own;
    private readonly FrozenDictionary<string, LimitSettings> _below;

    /// <summary>The limits of a tenant.</summary>
    /// <param name="own">Those of its configuration.</param>
    /// <param name="below">Those of its workspaces, keys, users and models, by <see cref="LimitSubject"/>.</param>
    public TenantLimits(LimitSettings own, IEnumerable<KeyValuePair<string, LimitSettings>> below)
    {
        _own = own;
        _below = below.ToFrozenDictionary(StringComparer.Ordinal);
        IsEmpty = _below.Count == 0 && own.Equals(None);
    }

    /// <summary>Whether nothing is limited: what holds for most tenants, and costs nothing then.</summary>
    public bool IsEmpty { get; }

    /// <summary>The limits that hold for a caller, the tenant's own first; always in the same order, so that two calls never wait for each other.</summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="user">Whom the call is for; null when nobody said.</param>
    /// <param name="model">The model that answers; null for calls that reach none.</param>
    public IEnumerable<(string Subject, LimitSettings Limits)> For(Caller caller, string? user, string? model)
    {
        if (IsEmpty) yield break;
        yield return (LimitSubject.Tenant, _own);
        if (_below.Count == 0) yield break;
        if (Find(LimitKind.Workspace, caller.WorkspaceId) is { } workspace) yield return workspace;
        if (Find(LimitKind.Key, caller.KeyId) is { } key) yield return key;
        if (Find(LimitKind.User, user) is { } person) yield return person;
        if (Find(LimitKind.Model, model) is { } answering) yield return answering;
    }

    private (string Subject, LimitSettings Limits)? Find(LimitKind kind, string? name)
    {
        if (string.IsNullOrEmpty(name)) return null;
        var subject = LimitSubject.Of(kind, name);
        return _below.TryGetValue(subject, out var own) ? (subject, own)
            : kind is LimitKind.User or LimitKind.Model && _below.TryGetValue(LimitSubject.Of(kind, LimitSubject.Each), out var each) ? (subject, each)
            : null;
    }
}
