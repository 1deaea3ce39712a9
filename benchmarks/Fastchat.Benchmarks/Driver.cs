using System.Globalization;

namespace Fastchat.Benchmarks;

/// <summary>Asks the servers for streams in turn and prints what that cost them.</summary>
internal static class Driver
{
    private const int Streams = 10;
    private const int Million = 1_000_000;

    public static async Task<int> RunAsync(string[] args)
    {
        var runs = args is [var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 5;
        await using var fastchat = await Target.StartAsync("serve");
        await using var raw = await Target.StartAsync("raw");
        using var handler = new SocketsHttpHandler { InitialHttp2StreamWindowSize = 1024 * 1024, EnableMultipleHttp2Connections = true };
        using var http = new HttpMessageInvoker(handler);

        Console.WriteLine($"Server CPU seconds and allocations per million streamed tokens; {Streams} streams at once, 1 warm-up and {runs} runs in turn, median (min to max).");
        Console.WriteLine();
        Console.WriteLine($"{"",-52}{"CPU s/M",22}{"x raw",8}{"B/token",10}");
        foreach (var work in new Work[] { new Work.Grpc(), new Work.Sse() }) await MeasureAsync(http, work, fastchat, raw, runs);
        return 0;
    }

    private static async Task MeasureAsync(HttpMessageInvoker http, Work work, Target fastchat, Target raw, int runs)
    {
        var sample = work.Sample(await ReadAllAsync(http, work.Ask(fastchat.Address, 10)));
        var perStream = Million / Streams;
        var rows = new (string Name, Target Target, Func<HttpRequestMessage> Ask)[]
        {
            (work.Name, fastchat, () => work.Ask(fastchat.Address, perStream)),
            ($"  raw Kestrel, the same {sample.Length} bytes, flush at 16 KB", raw, () => work.AskRaw(raw.Address, sample, perStream, flushEach: false)),
            ("  raw Kestrel, flush each", raw, () => work.AskRaw(raw.Address, sample, perStream, flushEach: true)),
        };
        var readings = rows.Select(_ => new List<Reading>()).ToArray();
        for (var run = -1; run < runs; run++)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                var before = await rows[i].Target.ReadAsync();
                await Task.WhenAll(Enumerable.Range(0, Streams).Select(_ => DrainAsync(http, rows[i].Ask(), (long)sample.Length * perStream * 9 / 10)));
                var used = await rows[i].Target.ReadAsync() - before;
                if (run >= 0) readings[i].Add(used);
            }
        }

        var ceiling = Median(readings[1].Select(r => r.CpuSeconds));
        for (var i = 0; i < rows.Length; i++)
        {
            var cpu = readings[i].Select(r => r.CpuSeconds).ToList();
            var range = $"{Median(cpu):0.00} ({cpu.Min():0.00} to {cpu.Max():0.00})";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{rows[i].Name,-52}{range,22}{Median(cpu) / ceiling,8:0.0}{Median(readings[i].Select(r => r.AllocatedBytes / (double)Million)),10:0}"));
        }

        Console.WriteLine();
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }

    private static async Task DrainAsync(HttpMessageInvoker http, HttpRequestMessage request, long atLeast)
    {
        using (request)
        using (var response = await http.SendAsync(request, CancellationToken.None))
        {
            response.EnsureSuccessStatusCode();
            await using var body = await response.Content.ReadAsStreamAsync();
            var buffer = new byte[64 * 1024];
            var total = 0L;
            while (await body.ReadAsync(buffer) is > 0 and var read) total += read;

            // A stream cut short would look cheap.
            if (total < atLeast) throw new InvalidOperationException($"A stream ended after {total} bytes; {atLeast} were expected.");
        }
    }

    private static async Task<byte[]> ReadAllAsync(HttpMessageInvoker http, HttpRequestMessage request)
    {
        using (request)
        using (var response = await http.SendAsync(request, CancellationToken.None)) return await response.Content.ReadAsByteArrayAsync();
    }
}
