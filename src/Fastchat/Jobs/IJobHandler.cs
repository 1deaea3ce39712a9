namespace Fastchat.Jobs;

/// <summary>Does the jobs of one kind. A job may be done more than once: after a crash it begins anew.</summary>
public interface IJobHandler
{
    /// <summary>The kind.</summary>
    string Kind { get; }

    /// <summary>Does a job; an exception means "try again later".</summary>
    Task RunAsync(Job job, CancellationToken cancellationToken);

    /// <summary>Says where its owner can see it that a job is given up after its last try.</summary>
    Task GiveUpAsync(Job job, Exception? cause, CancellationToken cancellationToken);
}
