using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.ModelGateway;

namespace Fastchat.Testing;

/// <summary>A model that plays the steps it was given, in order, for each request anew.</summary>
/// <param name="clock">The clock of its delays.</param>
public sealed class FakeChatModel(TimeProvider clock) : IChatModel
{
    private readonly List<Func<CancellationToken, ValueTask<ModelDelta?>>> _steps = [];
    private int _ended;

    /// <summary>What it was asked, in order.</summary>
    public ConcurrentQueue<ModelRequest> Requests { get; } = new();

    /// <summary>How many answers were heard to their end or given up.</summary>
    public int Ended => Volatile.Read(ref _ended);

    /// <summary>Says texts, each as a delta.</summary>
    public FakeChatModel Say(params string[] texts) => Send([.. texts.Select(t => new ModelDelta { Text = t })]);

    /// <summary>Sends deltas.</summary>
    public FakeChatModel Send(params ModelDelta[] deltas)
    {
        foreach (var delta in deltas) _steps.Add(_ => ValueTask.FromResult<ModelDelta?>(delta));
        return this;
    }

    /// <summary>Ends the answer properly, with a usage of 3 and 2 tokens.</summary>
    public FakeChatModel Stop(string reason = "stop") => Send(new ModelDelta
    {
        FinishReason = reason,
        Usage = new CompletionUsage { PromptTokens = 3, CompletionTokens = 2, TotalTokens = 5 },
    });

    /// <summary>Waits before the next step.</summary>
    public FakeChatModel Wait(TimeSpan delay)
    {
        _steps.Add(async cancellationToken =>
        {
            await Task.Delay(delay, clock, cancellationToken);
            return null;
        });
        return this;
    }

    /// <summary>Waits for ever, or until it is given up.</summary>
    public FakeChatModel Hang() => Wait(Timeout.InfiniteTimeSpan);

    /// <summary>Fails.</summary>
    public FakeChatModel Fail(Exception fault)
    {
        _steps.Add(_ => throw fault);
        return this;
    }

    /// <summary>Fails for so many requests, and goes on for all further ones.</summary>
    public FakeChatModel FailFirst(int requests, Exception fault)
    {
        _steps.Add(_ => Interlocked.Decrement(ref requests) >= 0 ? throw fault : ValueTask.FromResult<ModelDelta?>(null));
        return this;
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<ModelDelta> StreamAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Requests.Enqueue(request);
        try
        {
            foreach (var step in _steps)
            {
                if (await step(cancellationToken) is { } delta) yield return delta;
            }
        }
        finally
        {
            Interlocked.Increment(ref _ended);
        }
    }
}
