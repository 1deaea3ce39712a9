using System.Globalization;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;

namespace Fastchat.Governance.Usage;

/// <summary>Which days' usage, told apart by what.</summary>
/// <param name="First">The first day.</param>
/// <param name="Last">The last day.</param>
/// <param name="Groups">By what it is told apart, in the order of the contract; at least one.</param>
public sealed record UsageQuery(DateOnly First, DateOnly Last, IReadOnlyList<UsageGroup> Groups)
{
    private const int MostDays = 400;
    private const int DefaultDays = 30;
    private const string DayFormat = "yyyy-MM-dd";

    private static readonly UsageGroup[] All = [UsageGroup.Day, UsageGroup.Workspace, UsageGroup.Key, UsageGroup.User, UsageGroup.Model];

    /// <summary>The query as one text, for page tokens.</summary>
    public string Text => $"{Format(First)}:{Format(Last)}:{string.Join(',', Groups.Select(g => (int)g))}";

    /// <summary>Reads what a request asks for.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE.</exception>
    public static UsageQuery Parse(string first, string last, IReadOnlyList<UsageGroup> groups, TimeProvider clock)
    {
        var to = last.Length == 0 ? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime) : Parse("end_day", last);
        var from = first.Length == 0 ? to.AddDays(-DefaultDays) : Parse("start_day", first);
        if (from > to) throw FastchatException.InvalidValue("start_day", $"start_day must not be after end_day, but is {Format(from)}, and end_day is {Format(to)}.");
        if (to.DayNumber - from.DayNumber > MostDays) throw FastchatException.InvalidValue("start_day", $"start_day must be at most {MostDays} days before end_day, which is {Format(to)}.");
        for (var i = 0; i < groups.Count; i++)
        {
            if (!All.Contains(groups[i])) throw FastchatException.InvalidValue($"group_by[{i}]", $"group_by[{i}] must be one of day, workspace, key, user, model.");
        }

        return new UsageQuery(from, to, groups.Count == 0 ? All : [.. All.Where(groups.Contains)]);
    }

    /// <summary>A day as the contract writes it.</summary>
    public static string Format(DateOnly day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);

    private static DateOnly Parse(string param, string text) =>
        DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 1970 and < 9000
            ? day
            : throw FastchatException.InvalidValue(param, $"{param} must be a day such as 2026-03-31, but is '{text}'.");
}
