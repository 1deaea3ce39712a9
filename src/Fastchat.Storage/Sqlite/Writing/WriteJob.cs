using System.Data.Common;

namespace Fastchat.Storage.Sqlite.Writing;

/// <summary>A write in the queue, whatever it returns.</summary>
internal abstract class WriteJob
{
    /// <summary>What the work threw, known when <see cref="RunAsync"/> has ended.</summary>
    public Exception? Error { get; protected set; }

    /// <summary>Claims the job for running; false when its caller has withdrawn it.</summary>
    public abstract bool TryStart();

    /// <summary>Runs the work; never throws.</summary>
    public abstract Task RunAsync(DbConnection connection);

    /// <summary>Tells the caller how the work ended; to be called after the commit. Says nothing to one that has withdrawn.</summary>
    public abstract void Complete();

    /// <summary>Tells the caller that nothing was kept; its work's own error, if any, says more than the group's.</summary>
    public abstract void Fail(Exception groupError);
}
