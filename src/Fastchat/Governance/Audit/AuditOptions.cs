namespace Fastchat.Governance.Audit;

/// <summary>When checkpoints are signed, and when calls count as abandoned.</summary>
public sealed record AuditOptions
{
    /// <summary>After how many records a checkpoint is signed. Default 1000.</summary>
    public int CheckpointEvery { get; init; } = 1000;

    /// <summary>For how long records wait for a checkpoint at most. Default ten minutes.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>After how long a call whose node has not come back is taken for interrupted. Default a day: no call lasts that long.</summary>
    public TimeSpan AbandonedAfter { get; init; } = TimeSpan.FromDays(1);
}
