using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Access;

namespace Fastchat.Governance.Policies;

/// <summary>What a rule may say.</summary>
internal static class PolicyRules
{
    private const int LongestName = 100;
    private const int LongestEntry = 256;
    private const int MostEntries = 1000;
    private const int MostPermissions = 100;
    private const int MostRegions = 300;
    private const int MostTimes = 20;

    /// <summary>Refuses a rule that says nothing sensible.</summary>
    /// <exception cref="FastchatException">MISSING_FIELD or INVALID_VALUE.</exception>
    public static void Check(PolicyRuleSpec? spec)
    {
        if (spec is null) throw FastchatException.MissingField("spec");
        StoredText.CheckName("spec.name", spec.Name, LongestName);
        CheckEffect("spec.effect", spec.Effect);
        Names("spec.principals.keys", spec.Principals?.Keys);
        Names("spec.principals.users", spec.Principals?.Users);
        Names("spec.principals.workspaces", spec.Principals?.Workspaces);
        CheckRoles(spec.Principals?.Roles ?? []);
        Names("spec.permissions", spec.Permissions, MostPermissions);
        CheckPermissions(spec.Permissions);
        Names("spec.models", spec.Models);
        Names("spec.tools", spec.Tools);
        Names("spec.collections", spec.Collections);
        Names("spec.resources", spec.Resources);
        Names("spec.regions", spec.Regions, MostRegions);
        if (spec.Times.Count > MostTimes) throw FastchatException.InvalidValue("spec.times", $"spec.times must have at most {MostTimes} entries, but has {spec.Times.Count}.");
        for (var i = 0; i < spec.Times.Count; i++) Check(spec.Times[i], $"spec.times[{i}]");
    }

    /// <summary>Refuses an effect that is none.</summary>
    public static void CheckEffect(string param, PolicyEffect effect)
    {
        if (effect == PolicyEffect.Unspecified) throw FastchatException.MissingField(param);
        if (effect is not (PolicyEffect.Allow or PolicyEffect.Deny)) throw FastchatException.InvalidValue(param, $"{param} must be allow or deny.");
    }

    private static void Names(string param, IReadOnlyList<string>? names, int most = MostEntries)
    {
        if (names is null) return;
        if (names.Count > most) throw FastchatException.InvalidValue(param, $"{param} must have at most {most} entries, but has {names.Count}.");
        for (var i = 0; i < names.Count; i++)
        {
            var name = names[i];
            if (name.Length is 0 or > LongestEntry || name.Any(char.IsControl))
                throw FastchatException.InvalidValue($"{param}[{i}]", $"{param}[{i}] must have 1 to {LongestEntry} characters, none of them a control character.");
            if (name.IndexOf('*', StringComparison.Ordinal) is var star && star >= 0 && star < name.Length - 1)
                throw FastchatException.InvalidValue($"{param}[{i}]", $"{param}[{i}] may have a * at its end only.");
        }
    }

    private static void CheckRoles(IReadOnlyList<Role> roles)
    {
        for (var i = 0; i < roles.Count; i++)
        {
            if (!Roles.All.Contains(roles[i]))
                throw FastchatException.InvalidValue($"spec.principals.roles[{i}]", $"spec.principals.roles[{i}] must be one of {string.Join(", ", Roles.All.Select(Roles.Name))}.");
        }
    }

    // A rule for a permission that is misspelt would never match, and nobody would notice.
    private static void CheckPermissions(IReadOnlyList<string> permissions)
    {
        var known = Roles.Permissions(Role.Owner);
        for (var i = 0; i < permissions.Count; i++)
        {
            var pattern = new NamePatterns([permissions[i]]);
            if (!known.Any(pattern.Has))
                throw FastchatException.InvalidValue($"spec.permissions[{i}]", $"spec.permissions[{i}] must be one of {string.Join(", ", known.Order(StringComparer.Ordinal))}, or the beginning of some with a * behind.");
        }
    }

    private static void Check(TimeCondition time, string param)
    {
        foreach (var (name, text) in (ReadOnlySpan<(string, string)>)[("start_time", time.StartTime), ("end_time", time.EndTime)])
        {
            if (text.Length > 0 && TimeWindow.Minute(text) is null) throw FastchatException.InvalidValue($"{param}.{name}", $"{param}.{name} must be a time of the day such as 08:30.");
        }

        if (time.StartTime.Length > 0 && time.StartTime == time.EndTime) throw FastchatException.InvalidValue($"{param}.end_time", $"{param}.end_time must differ from start_time; leave both out for the whole day.");
        for (var i = 0; i < time.Days.Count; i++)
        {
            if (time.Days[i] is < Weekday.Monday or > Weekday.Sunday) throw FastchatException.InvalidValue($"{param}.days[{i}]", $"{param}.days[{i}] must be a day from monday to sunday.");
        }

        if (time.TimeZone.Length > 0 && !TimeZoneInfo.TryFindSystemTimeZoneById(time.TimeZone, out _))
            throw FastchatException.InvalidValue($"{param}.time_zone", $"{param}.time_zone must be the name of a time zone such as Europe/Berlin.");
    }
}
