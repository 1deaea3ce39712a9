using Fastchat.Storage.Sqlite;

namespace Fastchat.Storage;

/// <summary>A write that has begun and ends when told to: whatever is queued meanwhile waits together.</summary>
internal sealed class HeldWriter
{
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _write;

    private HeldWriter(SqliteDatabase database, TaskCompletionSource begun, CancellationToken ct) =>
        _write = database.WriteAsync(
            async _ =>
            {
                begun.SetResult();
                await _release.Task;
            },
            ct);

    public static async Task<HeldWriter> HoldAsync(SqliteDatabase database, CancellationToken ct)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = new HeldWriter(database, begun, ct);
        await begun.Task;
        return held;
    }

    public Task ReleaseAsync()
    {
        _release.SetResult();
        return _write;
    }
}
