using Fastchat.Contracts.Admin.V1;

namespace Fastchat.Governance.Policies;

/// <summary>A rule made ready to be matched against every call.</summary>
internal sealed class CompiledRule
{
    private readonly NamePatterns _keys;
    private readonly NamePatterns _users;
    private readonly NamePatterns _workspaces;
    private readonly Role[] _roles;
    private readonly bool _anyone;
    private readonly NamePatterns _permissions;
    private readonly NamePatterns _models;
    private readonly NamePatterns _tools;
    private readonly NamePatterns _collections;
    private readonly NamePatterns _others;
    private readonly NamePatterns _regions;
    private readonly TimeWindow[] _times;

    public CompiledRule(string id, PolicyRuleSpec spec)
    {
        Id = id;
        Name = spec.Name;
        Denies = spec.Effect == PolicyEffect.Deny;
        var principals = spec.Principals ?? new PrincipalCondition();
        _keys = new NamePatterns(principals.Keys);
        _users = new NamePatterns(principals.Users);
        _workspaces = new NamePatterns(principals.Workspaces);
        _roles = [.. principals.Roles];
        _anyone = _keys.IsEmpty && _users.IsEmpty && _workspaces.IsEmpty && _roles.Length == 0;
        _permissions = new NamePatterns(spec.Permissions);
        _models = new NamePatterns(spec.Models);
        _tools = new NamePatterns(spec.Tools);
        _collections = new NamePatterns(spec.Collections);
        _others = new NamePatterns(spec.Resources);
        _regions = new NamePatterns(spec.Regions);
        _times = [.. spec.Times.Select(t => new TimeWindow(t))];
        NamesResources = !(_models.IsEmpty && _tools.IsEmpty && _collections.IsEmpty && _others.IsEmpty);
    }

    public string Id { get; }

    public string Name { get; }

    public bool Denies { get; }

    /// <summary>Whether it cannot be decided before the request has been read.</summary>
    public bool NamesResources { get; }

    // What costs least and says no most often comes first; times, with their zones, come last.
    public bool Matches(PolicyTarget target) =>
        (_permissions.IsEmpty || _permissions.Has(target.Permission))
        && (!NamesResources || MatchesResources(target.Resources))
        && (_anyone || Array.IndexOf(_roles, target.Role) >= 0 || _keys.Has(target.KeyId) || _users.Has(target.UserId) || _workspaces.Has(target.WorkspaceId))
        && (_regions.IsEmpty || _regions.Has(target.Region))
        && (_times.Length == 0 || MatchesTime(target.Time));

    private bool MatchesTime(DateTimeOffset time)
    {
        foreach (var window in _times)
        {
            if (window.Contains(time)) return true;
        }

        return false;
    }

    // Before the request has been read a rule that denies waits, and one that allows has the benefit of the doubt.
    private bool MatchesResources(PolicyResources? resources) => resources is null
        ? !Denies
        : _models.Matches(resources.Models, Denies)
            && _tools.Matches(resources.Tools, Denies)
            && _collections.Matches(resources.Collections, Denies)
            && _others.Matches(resources.Others, Denies);
}
