using System.Collections.Concurrent;
using Fastchat.Providers.Corpora;

namespace Fastchat.Providers.Faults;

/// <summary>
/// What callers see of upstreams with whom things go wrong: no call hangs, no truncated answer is taken for a whole one,
/// none is asked for again once it has begun, and every error has a type. FASTCHAT_EXPERIMENTS=1 plays 5,000 runs.
/// </summary>
public sealed class FaultTests
{
    private static readonly int Runs = CorpusFolder.RunsExperiments ? 5000 : 250;

    [Fact]
    public async Task Runs_WithFaults_EndInTimeTypedAndWhole()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var upstream = await ScriptedUpstream.StartAsync(ct);
        var (wrong, outcomes) = (new ConcurrentBag<string>(), new ConcurrentDictionary<string, int>());

        await Parallel.ForAsync(0, Runs, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = ct }, async (seed, token) =>
        {
            var run = new FaultRun(upstream, seed);
            if (await run.PlayAsync(token) is { } what) wrong.Add(what);
            outcomes.AddOrUpdate(run.Outcome, 1, static (_, count) => count + 1);
        });

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", outcomes.OrderByDescending(o => o.Value).Select(o => $"{o.Key} {o.Value}")));
        Assert.True(wrong.IsEmpty, string.Join("\n", wrong));
        Assert.True(outcomes.Count >= 4, "The runs are not what they are meant to be.");
    }
}
