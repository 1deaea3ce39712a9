namespace Fastchat.Jobs;

/// <summary>How jobs are done.</summary>
public sealed record JobOptions
{
    /// <summary>Jobs done at once; default 2.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>Tries before a job is given up; default 3.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>How long a job stays with a process that says nothing; default 30 s.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after a failure the second try begins; each further one waits twice as long; default 2 s.</summary>
    public TimeSpan FirstRetryAfter { get; init; } = TimeSpan.FromSeconds(2);
}
