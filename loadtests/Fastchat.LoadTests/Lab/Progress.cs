using System.Globalization;
using Fastchat.LoadTests.Measuring;

namespace Fastchat.LoadTests.Lab;

/// <summary>One line that tells how a run goes: rewritten on a terminal, a new one each few seconds elsewhere.</summary>
internal static class Progress
{
    /// <summary>Whether it is told at all.</summary>
    public static bool IsOn { get; set; }

    /// <summary>Shows how a run goes until it has ended.</summary>
    public static async Task ShowAsync(string name, Task run, Func<Tally> tally)
    {
        var live = !Console.IsErrorRedirected;
        var interval = TimeSpan.FromSeconds(live ? 0.5 : 5);
        var last = 0L;
        while (IsOn && await Task.WhenAny(run, Task.Delay(interval)) != run)
        {
            var now = tally();
            var line = string.Create(CultureInfo.InvariantCulture,
                $"  {name}: {now.Open} open, {now.Whole} whole, {now.Refused} refused, {now.Broken} broken, {(now.Tokens - last) / interval.TotalSeconds:0} tokens/s");
            last = now.Tokens;
            Console.Error.Write(live ? $"\r{line,-100}" : $"{line}{Environment.NewLine}");
        }

        await run;
        if (IsOn && live) Console.Error.Write($"\r{"",-100}\r");
    }
}
