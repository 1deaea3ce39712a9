namespace Fastchat.Benchmarks.Targets;

/// <summary>The same thing many times.</summary>
internal static class Repeat
{
    /// <summary>At once, or one each <paramref name="interval"/> milliseconds.</summary>
    public static async IAsyncEnumerable<T> Async<T>(T item, int count, int interval)
    {
        using var timer = interval > 0 ? new PeriodicTimer(TimeSpan.FromMilliseconds(interval)) : null;
        for (var i = 0; i < count; i++)
        {
            if (timer is not null) await timer.WaitForNextTickAsync();
            yield return item;
        }
    }
}
