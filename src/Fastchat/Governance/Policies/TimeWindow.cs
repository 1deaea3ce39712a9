using System.Globalization;
using Fastchat.Contracts.Admin.V1;

namespace Fastchat.Governance.Policies;

/// <summary>A part of the week in some time zone.</summary>
internal sealed class TimeWindow
{
    private const int Minutes = 24 * 60;

    private readonly bool[] _days = new bool[7];
    private readonly int _start;
    private readonly int _end;
    private readonly TimeZoneInfo _zone;

    /// <summary>A condition that <see cref="PolicyRules"/> has let through.</summary>
    public TimeWindow(TimeCondition condition)
    {
        for (var day = 0; day < 7; day++) _days[day] = condition.Days.Count == 0 || condition.Days.Contains((Weekday)(day == 0 ? 7 : day));
        _start = condition.StartTime.Length == 0 ? 0 : Minute(condition.StartTime)!.Value;
        _end = condition.EndTime.Length == 0 ? Minutes : Minute(condition.EndTime)!.Value;
        _zone = condition.TimeZone.Length == 0 ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(condition.TimeZone);
    }

    /// <summary>The minute of the day that "HH:MM" says; null for text that says none.</summary>
    public static int? Minute(string text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? (time.Hour * 60) + time.Minute : null;

    public bool Contains(DateTimeOffset time)
    {
        var local = TimeZoneInfo.ConvertTime(time, _zone);
        var minute = (local.Hour * 60) + local.Minute;
        var today = (int)local.DayOfWeek;
        if (_start < _end) return _days[today] && minute >= _start && minute < _end;

        // Past midnight: the morning belongs to the day before.
        return (_days[today] && minute >= _start) || (_days[(today + 6) % 7] && minute < _end);
    }
}
