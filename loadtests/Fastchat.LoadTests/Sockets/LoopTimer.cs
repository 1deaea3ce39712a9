namespace Fastchat.LoadTests.Sockets;

/// <summary>Something that an <see cref="EventLoop"/> does later: one link in its wheel, so that ten thousand of them cost no timer.</summary>
internal abstract class LoopTimer
{
    /// <summary>The next in the same place of the wheel.</summary>
    internal LoopTimer? Next { get; set; }

    /// <summary>When it is due, in milliseconds of the loop's clock.</summary>
    public long Due { get; internal set; }

    /// <summary>It is due, or late.</summary>
    /// <param name="now">The loop's clock in milliseconds.</param>
    public abstract void Fire(long now);
}
