using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Fastchat.Benchmarks.Targets;

namespace Fastchat.Benchmarks;

/// <summary>
/// What a tenant that calls without end, far beyond its limit, costs another that asks at a steady pace: the other's 99th
/// percentile with and without it, in turn, against a server in a process of its own.
/// </summary>
internal static class NoisyBenchmark
{
    private const int SteadyPerSecond = 40;
    private const int NoisyLimitPerMinute = 60;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(6);

    public static async Task<int> RunAsync(int rounds, int noisyPerSecond)
    {
        await using var target = await Target.StartAsync("product");
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 64 };
        using var http = new HttpMessageInvoker(handler);
        var steady = await AddTenantAsync(http, target.Address, "steady", 1_000_000);
        var noisy = await AddTenantAsync(http, target.Address, "noisy", NoisyLimitPerMinute);
        await SteadyAsync(http, target.Address, steady, new ConcurrentBag<double>());
        await SteadyAsync(http, target.Address, steady, new ConcurrentBag<double>());

        var alone = new List<IReadOnlyCollection<double>>();
        var beside = new List<IReadOnlyCollection<double>>();
        var refused = 0;
        for (var round = 0; round < rounds; round++)
        {
            alone.Add(await MeasureAsync(http, target.Address, steady));
            using var end = new CancellationTokenSource();
            var noise = HammerAsync(http, target.Address, noisy, noisyPerSecond, end.Token);
            beside.Add(await MeasureAsync(http, target.Address, steady));
            await end.CancelAsync();
            refused += await noise;
        }

        Console.WriteLine($"Chat completions of a steady tenant, {SteadyPerSecond} a second, p99 in ms of all calls (of the calmest and of the worst round) in {rounds} rounds of {Round.TotalSeconds:0} s each, in turn.");
        Console.WriteLine($"The noisy tenant may make {NoisyLimitPerMinute} calls a minute and asks for {(noisyPerSecond == 0 ? "as many as 16 callers can" : $"{noisyPerSecond} a second")}: {refused / (rounds * Round.TotalSeconds):0} a second were refused.");
        Print("alone", alone);
        Print("beside a noisy tenant", beside);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {"ratio",-28}{Percentile([.. beside.SelectMany(r => r)]) / Percentile([.. alone.SelectMany(r => r)]):0.00}"));
        return 0;
    }

    private static async Task<IReadOnlyCollection<double>> MeasureAsync(HttpMessageInvoker http, Uri server, string key)
    {
        var times = new ConcurrentBag<double>();
        await SteadyAsync(http, server, key, times);
        return times;
    }

    // At fixed times, whether or not those before have ended: a slow server is not asked less.
    private static async Task SteadyAsync(HttpMessageInvoker http, Uri server, string key, ConcurrentBag<double> times)
    {
        var calls = new List<Task>();
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < Round.TotalSeconds * SteadyPerSecond; i++)
        {
            var wait = TimeSpan.FromSeconds((double)i / SteadyPerSecond) - Stopwatch.GetElapsedTime(begun);
            if (wait > TimeSpan.Zero) await Task.Delay(wait);
            calls.Add(Task.Run(async () =>
            {
                var sent = Stopwatch.GetTimestamp();
                var status = await AskAsync(http, server, key);
                if (status != HttpStatusCode.OK) throw new InvalidOperationException($"The steady tenant was answered {status}.");
                times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }));
        }

        await Task.WhenAll(calls);
    }

    private static async Task<int> HammerAsync(HttpMessageInvoker http, Uri server, string key, int perSecond, CancellationToken end)
    {
        const int Callers = 16;
        var refused = 0;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            var begun = Stopwatch.GetTimestamp();
            for (var i = 0; !end.IsCancellationRequested; i++)
            {
                if (perSecond > 0 && TimeSpan.FromSeconds((double)i * Callers / perSecond) - Stopwatch.GetElapsedTime(begun) is { Ticks: > 0 } wait) await Task.Delay(wait, CancellationToken.None);
                if (await AskAsync(http, server, key) == HttpStatusCode.TooManyRequests) Interlocked.Increment(ref refused);
            }
        })));
        return refused;
    }

    private static async Task<HttpStatusCode> AskAsync(HttpMessageInvoker http, Uri server, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, "/v1/chat/completions"))
        {
            Content = JsonContent.Create(new { model = "scripted", messages = new[] { new { role = "user", content = "hello" } } }),
        };
        request.Headers.TryAddWithoutValidation("authorization", $"Bearer {key}");
        using var response = await http.SendAsync(request, CancellationToken.None);
        await response.Content.ReadAsByteArrayAsync();
        return response.StatusCode;
    }

    private static async Task<string> AddTenantAsync(HttpMessageInvoker http, Uri server, string name, int perMinute)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, "/v1/admin/tenants"))
        {
            Content = JsonContent.Create(new { name, config = new { limits = new { requests_per_minute = perMinute } } }),
        };
        request.Headers.TryAddWithoutValidation("authorization", $"Bearer {ProductTarget.ApiKey}_admin");
        using var response = await http.SendAsync(request, CancellationToken.None);
        using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        return json.RootElement.GetProperty("api_key").GetString()!;
    }

    private static double Percentile(IReadOnlyCollection<double> times) => times.Order().ElementAt((int)(times.Count * 0.99));

    private static void Print(string name, List<IReadOnlyCollection<double>> rounds) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"  {name,-28}{Percentile([.. rounds.SelectMany(r => r)]):0.0} ({rounds.Min(Percentile):0.0} to {rounds.Max(Percentile):0.0})"));
}
