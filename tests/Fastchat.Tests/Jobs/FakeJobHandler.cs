using System.Threading.Channels;

namespace Fastchat.Jobs;

/// <summary>A handler that does what a test says, and tells when.</summary>
internal sealed class FakeJobHandler : IJobHandler
{
    private readonly Channel<Job> _begun = Channel.CreateUnbounded<Job>();
    private readonly Channel<(Job Job, Exception? Cause)> _givenUp = Channel.CreateUnbounded<(Job, Exception?)>();

    public string Kind => "test";

    /// <summary>What is done; the first of the tries and all others.</summary>
    public Func<Job, CancellationToken, Task> Do { get; set; } = (_, _) => Task.CompletedTask;

    public ChannelReader<Job> Begun => _begun.Reader;

    public ChannelReader<(Job Job, Exception? Cause)> GivenUp => _givenUp.Reader;

    public Task RunAsync(Job job, CancellationToken cancellationToken)
    {
        _begun.Writer.TryWrite(job);
        return Do(job, cancellationToken);
    }

    public Task GiveUpAsync(Job job, Exception? cause, CancellationToken cancellationToken)
    {
        _givenUp.Writer.TryWrite((job, cause));
        return Task.CompletedTask;
    }
}
