using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Fastchat.Contracts.Chat.V1;
using Grpc.Core;

namespace Fastchat.Server;

/// <summary>Streams that are cut and resumed, on either of two nodes, over REST and gRPC, and after a node was stopped and started again.</summary>
public sealed class ResumeTests : IAsyncLifetime
{
    private static readonly int Streams = Experiment.Size(40, 1000);

    private readonly ConcurrentBag<double> _waits = [];
    private readonly RestClient[] _rest = new RestClient[2];
    private readonly RunService.RunServiceClient[] _grpc = new RunService.RunServiceClient[2];
    private TwoNodes _nodes = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _nodes = await TwoNodes.StartAsync();
        for (var node = 0; node < 2; node++) await CallOnceAsync(node);
    }

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();

    [Fact(Timeout = 20 * Limits.Test)]
    public async Task Streams_CutAndResumedOnEitherNode_AreWhole()
    {
        await EachAsync(Streams, async random =>
        {
            var stream = new Cut(random.Next(20, 80), random.Next(4));
            await BeginAsync(random.Next(2), stream, random);
            for (var cuts = random.Next(5); !stream.IsWhole; cuts--) await ResumeAsync(random.Next(2), stream, random, cuts > 0);
            stream.Check();
        });
        Report("either node");
    }

    [Fact(Timeout = 20 * Limits.Test)]
    public async Task Streams_CutBeforeTheirNodeStops_AreResumedWhenItIsBack()
    {
        var cut = new ConcurrentBag<Cut>();
        await EachAsync(Streams, async random =>
        {
            var stream = new Cut(random.Next(20, 80), random.Next(100));
            cut.Add(stream);
            await BeginAsync(0, stream, random);
        });

        await _nodes.Process(0).TerminateAsync();
        Assert.Equal(0, (await _nodes.Process(0).WaitAsync()).ExitCode);
        await _nodes.StartAsync(0);
        await CallOnceAsync(0);

        // On the node that was away, and on the one that was there all the time.
        foreach (var some in cut.Where(stream => !stream.IsWhole).Chunk(20))
            await Task.WhenAll(some.Select(stream => ResumeAsync(stream.Words % 2, stream, new Random(stream.Words), isCut: false)));
        // What could not end while the node waited has an end that says so.
        Assert.All(cut, stream => stream.Check(mayBreakOff: true));
        Report("a node that was away");
    }

    // Twenty at once, each with chance of its own that is the same in every run.
    private static async Task EachAsync(int count, Func<Random, Task> work)
    {
        using var atOnce = new SemaphoreSlim(20);
        await Task.WhenAll(Enumerable.Range(0, count).Select(async seed =>
        {
            await atOnce.WaitAsync(Token);
            try
            {
                await work(new Random(seed));
            }
            finally
            {
                atOnce.Release();
            }
        }));
    }

    private void Report(string where)
    {
        var sorted = _waits.Order().ToList();
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Streams} streams, resumed {sorted.Count} times on {where}; first event after {sorted[sorted.Count / 2]:F1} ms (p50), {sorted[sorted.Count * 99 / 100]:F1} ms (p99)"));
    }

    // What the first call of a process costs is not of interest.
    private async Task CallOnceAsync(int node)
    {
        _rest[node] = _nodes.Rest(node, TestServer.ApiKey);
        _grpc[node] = new RunService.RunServiceClient(_nodes.Grpc(node));
        var stream = new Cut(3, 0);
        await BeginAsync(node, stream, new Random(1));
        foreach (var overRest in new[] { true, false }) await new Cut(3, 0) { Run = stream.Run }.ReadAsync(FollowAsync(node, stream.Run, 0, overRest));
    }

    private async Task BeginAsync(int node, Cut stream, Random random)
    {
        var asked = new { model = "scripted", messages = new[] { new { role = "user", text = stream.Script } }, on_disconnect = "continue" };
        await stream.ReadAsync(_rest[node].StreamAsync("/v1/chat", asked).Select(Told.Of).Take(random.Next(1, stream.Words)));
    }

    private async Task ResumeAsync(int node, Cut stream, Random random, bool isCut)
    {
        var begun = Stopwatch.GetTimestamp();
        var isFirst = true;
        var events = FollowAsync(node, stream.Run, stream.Seen, random.Next(2) == 0).Take(isCut ? random.Next(1, stream.Words) : int.MaxValue);
        await stream.ReadAsync(events.Select(told =>
        {
            if (isFirst) _waits.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            isFirst = false;
            return told;
        }));
    }

    private async IAsyncEnumerable<Told> FollowAsync(int node, string run, int after, bool overRest)
    {
        if (overRest)
        {
            await foreach (var next in _rest[node].WatchAsync($"/v1/runs/{run}/events", after.ToString(CultureInfo.InvariantCulture))) yield return Told.Of(next);
            yield break;
        }

        using var call = _grpc[node].WatchRun(new WatchRunRequest { RunId = run, AfterSequence = (ulong)after }, cancellationToken: Token);
        await foreach (var next in call.ResponseStream.ReadAllAsync(Token)) yield return Told.Of(next.Event);
    }

    private readonly record struct Told(string Run, ulong Sequence, string? Text, string? End)
    {
        public static Told Of(ChatEvent told) => new(told.RunId, told.Sequence, told.Token?.Text, told.Complete?.Text ?? told.Error?.Code);

        public static Told Of(SseEvent told) => new(
            told.Json.GetProperty("run_id").GetString()!,
            ulong.Parse(told.Id!, CultureInfo.InvariantCulture),
            told.Name == "token" ? told.Json.GetProperty("payload").GetProperty("text").GetString() : null,
            told.Name switch
            {
                "complete" => told.Json.GetProperty("payload").GetProperty("text").GetString(),
                "error" => told.Json.GetProperty("payload").GetProperty("code").GetString(),
                _ => null,
            });
    }

    // A stream as its reader has it, over all that he read it by.
    private sealed class Cut(int words, int delay)
    {
        private readonly string _text = string.Join(' ', Enumerable.Range(0, words).Select(i => $"word{i}"));
        private readonly List<Told> _told = [];

        public int Words => words;

        public string Script => JsonSerializer.Serialize(new { text = _text, delay_ms = delay });

        public string Run { get; set; } = "";

        public int Seen => _told.Count;

        public bool IsWhole => _told is [.., { End: not null }];

        public async Task ReadAsync(IAsyncEnumerable<Told> events)
        {
            await foreach (var told in events)
            {
                _told.Add(told);
                Run = told.Run;
            }
        }

        public void Check(bool mayBreakOff = false)
        {
            Assert.Equal(Enumerable.Range(1, _told.Count).Select(i => (ulong)i), _told.Select(t => t.Sequence));
            if (mayBreakOff && _told[^1].End == "interrupted")
            {
                Assert.StartsWith(string.Concat(_told.Select(t => t.Text)).Trim(), _text, StringComparison.Ordinal);
                return;
            }

            Assert.Equal(_text, _told[^1].End!.Trim());
            Assert.Equal(_told[^1].End, string.Concat(_told.Select(t => t.Text)));
        }
    }
}
