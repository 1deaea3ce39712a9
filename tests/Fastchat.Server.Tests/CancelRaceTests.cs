using System.Collections.Concurrent;
using System.Globalization;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Providers.Models;
using Grpc.Core;

namespace Fastchat.Server;

/// <summary>Cancels that race with the end of the answer: by call, twice at once, and by going away.</summary>
public sealed class CancelRaceTests : IAsyncLifetime
{
    private const int Tokens = 40;
    private static readonly int Runs = Experiment.Size(60, 1000);
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(5);

    private readonly ConcurrentBag<double> _waits = [];
    private PacedUpstream _upstream = null!;
    private TestServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private RunService.RunServiceClient Runner => new(_server.Grpc);

    public async ValueTask InitializeAsync()
    {
        _upstream = await PacedUpstream.StartAsync(Tokens, Delay);
        _server = await TestServer.StartAsync(change: options => options with { Upstream = UpstreamOptions.Parse(_upstream.Address.ToString(), "sk-paced", PacedUpstream.Patterns) });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact(Timeout = 20 * Limits.Test)]
    public async Task Cancels_RacingCompletion_LeaveOneEndAndPayWhatWasSaid()
    {
        using var atOnce = new SemaphoreSlim(20);
        var ended = await Task.WhenAll(Enumerable.Range(0, Runs).Select(async i =>
        {
            await atOnce.WaitAsync(Token);
            try
            {
                return await RaceAsync($"m{i}", new Random(i));
            }
            finally
            {
                atOnce.Release();
            }
        }));

        var used = await UsedAsync();
        Assert.All(ended, e => Assert.InRange(used[e.Model] - e.Said, -1, 1));
        var cancelled = ended.Count(e => e.Status == RunStatus.Cancelled);
        Assert.InRange(cancelled, 1, Runs - 1);
        var sorted = _waits.Order().ToList();
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Runs} runs, {cancelled} cancelled; the model's socket was closed after {sorted[sorted.Count / 2]:F1} ms (p50), {sorted[sorted.Count * 99 / 100]:F1} ms (p99), {sorted[^1]:F1} ms (most)"));
    }

    // Gives what the log says: how the run ended, and how many tokens it has.
    private async Task<(string Model, RunStatus Status, int Said)> RaceAsync(string model, Random random)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var call = new ChatService.ChatServiceClient(_server.Grpc).Chat(
            new ChatRequest { Model = model, Messages = { new Message { Role = Role.User, Text = "hello" } } }, cancellationToken: leaving.Token);
        Assert.True(await call.ResponseStream.MoveNext(Token));
        var run = call.ResponseStream.Current.Event.RunId;
        var reading = ReadAsync(call);
        // Some come too late for certain, on however slow a machine.
        if (random.Next(8) == 0) await reading;
        else await Task.Delay(random.Next((int)(1.5 * Tokens * Delay.TotalMilliseconds)), Token);
        var begun = TimeProvider.System.GetTimestamp();
        switch (random.Next(3))
        {
            case 0:
                await Runner.CancelRunAsync(new CancelRunRequest { RunId = run }, cancellationToken: Token);
                break;
            case 1:
                await Task.WhenAll(
                    Runner.CancelRunAsync(new CancelRunRequest { RunId = run }, cancellationToken: Token).ResponseAsync,
                    _server.Rest.PostAsync($"/v1/runs/{run}/cancel", new { }));
                break;
            default:
                await leaving.CancelAsync();
                break;
        }

        var record = await Poll.UntilAsync(async () => (await Runner.GetRunAsync(new GetRunRequest { RunId = run }, cancellationToken: Token)).Run, r => r.Status != RunStatus.InProgress);
        if (record.Status == RunStatus.Cancelled && _upstream.ClosedAsync(model) is { } closed)
            _waits.Add(Math.Max(0, TimeProvider.System.GetElapsedTime(begun, await closed.WaitAsync(TimeSpan.FromMilliseconds(Limits.Test), Token)).TotalMilliseconds));

        await reading;
        using var watch = Runner.WatchRun(new WatchRunRequest { RunId = run }, cancellationToken: Token);
        var log = await watch.ResponseStream.ReadAllAsync(Token).Select(w => w.Event).ToListAsync(Token);
        Assert.Equal(Enumerable.Range(1, log.Count).Select(i => (ulong)i), log.Select(e => e.Sequence));
        Assert.Equal(log[^1], Assert.Single(log, e => e.Complete is not null || e.Error is not null));
        Assert.Equal(record.Status == RunStatus.Completed, log[^1].Complete is not null);
        return (model, record.Status, log.Count(e => e.Token is not null));
    }

    // Whoever stays reads to the end, and hears of one.
    private static async Task ReadAsync(AsyncServerStreamingCall<ChatResponse> call)
    {
        try
        {
            Assert.Single(await call.ResponseStream.ReadAllAsync(Token).Where(r => r.Event.Complete is not null || r.Event.Error is not null).ToListAsync(Token));
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled)
        {
            // He has gone.
        }
    }

    private async Task<Dictionary<string, int>> UsedAsync()
    {
        var (used, token) = (new Dictionary<string, int>(), "");
        do
        {
            var page = (await _server.Rest.GetAsync($"/v1/admin/usage?group_by=model&page_size=100&page_token={token}")).Json;
            foreach (var row in page.GetProperty("usage").EnumerateArray()) used[row.GetProperty("model").GetString()!] = row.GetProperty("completion_tokens").GetInt32();
            token = page.GetProperty("next_page_token").GetString();
        }
        while (token!.Length > 0);
        return used;
    }
}
