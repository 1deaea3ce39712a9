using System.Diagnostics;

namespace Fastchat.Server;

/// <summary>Waits for what happens in the background, and no longer than it must.</summary>
internal static class Poll
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Reads until what was read is as wanted; fails when it never is.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> read, Func<T, bool> isWanted)
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            var current = await read();
            if (isWanted(current)) return current;
            if (Stopwatch.GetElapsedTime(begun) > Patience) Assert.Fail($"After {Patience.TotalSeconds} s it is still: {current}");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }
}
