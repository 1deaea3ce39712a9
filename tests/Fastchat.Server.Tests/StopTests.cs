using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Fastchat.Server;

/// <summary>A server that is told to stop while it is busy.</summary>
public sealed class StopTests
{
    private static readonly int Streams = Experiment.Size(60, 1000);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 10 * Limits.Test)]
    public async Task Stop_UnderStreamsAndCalls_DropsNoCallAndEveryStreamHasAnEndThatCanBeRead()
    {
        using var folder = new TemporaryFolder();
        using var server = Start(folder);
        using var client = await ClientAsync(server);
        var streams = Enumerable.Range(0, Streams).Select(i => new Reading(i % 10 == 0 ? 100_000 : 20 + (i % 30), 50)).ToList();
        var reading = streams.ConvertAll(s => s.ReadAsync(client));
        using var stops = new CancellationTokenSource();
        var calls = Enumerable.Range(0, 4).Select(_ => CallAsync(client, stops.Token)).ToList();
        foreach (var stream in streams) await stream.Begun.WaitAsync(Token);

        // From here on a call may find nobody; one that was begun before is answered.
        await stops.CancelAsync();
        await server.TerminateAsync();
        var begun = Stopwatch.GetTimestamp();
        var (code, _, errors) = await server.WaitAsync();
        var took = Stopwatch.GetElapsedTime(begun);

        Assert.True(code == 0, errors);
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.All(await Task.WhenAll(calls), count => Assert.True(count > 0));
        await Task.WhenAll(reading);

        using var again = Start(folder);
        using var reader = await ClientAsync(again);
        var cut = streams.Where(s => s.End is null).ToList();
        foreach (var some in cut.Chunk(20)) await Task.WhenAll(some.Select(s => s.ResumeAsync(reader)));
        Assert.All(streams, s => s.Check());
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Streams} streams: {Streams - cut.Count} ended, {cut.Count(s => s.WasTold)} were told that the server stops, {cut.Count(s => !s.WasTold)} were cut, and these were read to their ends after the next start; the server had stopped after {took.TotalSeconds:F1} s"));
    }

    private static ServerProcess Start(TemporaryFolder folder) =>
        ServerProcess.Start(("PORT", "0"), ("DATA_DIR", folder.Path), ("FASTCHAT_API_KEY", TestServer.ApiKey), ("FASTCHAT_ADMIN_KEY", TestServer.AdminKey), ("FASTCHAT_MAX_WAITING_CALLS", "10000"), ("FASTCHAT_LOG_LEVEL", "error"));

    private static async Task<RestClient> ClientAsync(ServerProcess server)
    {
        var line = await server.ReadToAsync("Fastchat listens on ");
        return new RestClient(new Uri(line["Fastchat listens on ".Length..].Split(' ')[0]), TestServer.ApiKey);
    }

    // Calls one after the other; the last of them is under way when the server is told to stop.
    private static async Task<int> CallAsync(RestClient client, CancellationToken stops)
    {
        var count = 0;
        for (; !stops.IsCancellationRequested; count++)
        {
            var answer = await client.PostAsync("/v1/chat/completions", new { model = "scripted", messages = new[] { new { role = "user", content = """{"text": "one two three", "delay_ms": 100}""" } } });
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Equal("one two three", answer.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!.Trim());
        }

        return count;
    }

    // A stream as its reader has it.
    private sealed class Reading(int tokens, int delay)
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<ulong> _seen = [];
        private string _run = "";
        private string? _why;

        public Task Begun => _begun.Task;

        /// <summary>Whether it was told that the server stops.</summary>
        public bool WasTold { get; private set; }

        /// <summary>The name of its terminal event; null before it.</summary>
        public string? End { get; private set; }

        public async Task ReadAsync(RestClient client)
        {
            var asked = new { model = "scripted", messages = new[] { new { role = "user", text = JsonSerializer.Serialize(new { tokens, delay_ms = delay }) } } };
            try
            {
                await foreach (var next in client.StreamAsync("/v1/chat", asked)) See(next);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                // It was cut, which is what resuming is for.
            }

            if (_seen.Count == 0) _begun.TrySetException(new InvalidOperationException("The stream has not begun."));
        }

        public async Task ResumeAsync(RestClient client)
        {
            await foreach (var next in client.WatchAsync($"/v1/runs/{_run}/events", _seen[^1].ToString(CultureInfo.InvariantCulture))) See(next);
        }

        public void Check()
        {
            Assert.Equal(Enumerable.Range(1, _seen.Count).Select(i => (ulong)i), _seen);
            Assert.Contains(End, (string[])["complete", "error"]);
            if (End == "error") Assert.Equal("interrupted", _why);
        }

        private void See(SseEvent next)
        {
            if (!next.Json.TryGetProperty("run_id", out _))
            {
                // The call's own error: the server stops, and the run is told by whoever goes on with it.
                WasTold = next.Name == "error";
                return;
            }

            _run = next.Json.GetProperty("run_id").GetString()!;
            _seen.Add(ulong.Parse(next.Id!, CultureInfo.InvariantCulture));
            if (next.Name is "complete" or "error") End = next.Name;
            if (next.Name == "error") _why = next.Json.GetProperty("payload").GetProperty("code").GetString();
            if (_seen.Count > 2) _begun.TrySetResult();
        }
    }
}
