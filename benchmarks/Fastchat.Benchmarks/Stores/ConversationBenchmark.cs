using System.Diagnostics;
using System.Globalization;
using Fastchat.Chat.Conversations;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;

namespace Fastchat.Benchmarks.Stores;

/// <summary>What it costs to open a conversation of 2,000 messages, and to build from it what a model of 32,000 tokens is given, on SQLite, or on PostgreSQL when FASTCHAT_BENCH_POSTGRES names one.</summary>
internal static class ConversationBenchmark
{
    private const int Messages = 2000;
    private const int Forks = 10;
    private const double Promise = 20;
    private const string Words =
        "The keeper of the lighthouse wrote into his book each evening how the wind had turned, which ships had passed and how much oil the lamp had burned; his daughter read it to the children of the village, and on Sundays the postman took a copy of it to the harbour office, where nobody ever read a word of it at all.";

    public static async Task<int> RunAsync(int runs)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Messages} messages read whole, and trimmed to a context; fifty warm-ups and {runs} runs, median (min to max). CPU of the whole process in ms; promised: less than {Promise}."));
        var isKept = await MeasureAsync("SQLite", connectionString: null, runs);
        if (Environment.GetEnvironmentVariable("FASTCHAT_BENCH_POSTGRES") is { Length: > 0 } postgres) isKept &= await MeasureAsync("PostgreSQL", postgres, runs);
        return isKept ? 0 : 1;
    }

    private static async Task<bool> MeasureAsync(string engine, string? connectionString, int runs)
    {
        await using var fixture = await StoreFixture.OpenAsync(connectionString);
        var store = new ConversationStore(fixture.Database, fixture.Keys, TimeProvider.System);
        var items = new ConversationItemStore(fixture.Database, fixture.Keys, TimeProvider.System);
        var own = (await store.AddAsync(fixture.Tenant, Make(fixture.Tenant, Messages), new Dictionary<string, string>(), CancellationToken.None)).Id;
        var forked = (await store.AddAsync(fixture.Tenant, Make(fixture.Tenant, Messages / Forks), new Dictionary<string, string>(), CancellationToken.None)).Id;
        for (var i = 1; i < Forks; i++)
        {
            forked = (await store.ForkAsync(fixture.Tenant, forked, upTo: null, metadata: null, CancellationToken.None))!.Id;
            await items.AppendAsync(fixture.Tenant, forked, Make(fixture.Tenant, Messages / Forks), CancellationToken.None);
        }

        using var contexts = new ContextFixture(fixture);
        var read = await ReadAsync(fixture, items, own);
        return await PrintAsync($"{engine}: a conversation", () => ReadAsync(fixture, items, own), runs)
            & await PrintAsync($"{engine}: the last of {Forks - 1} forks", () => ReadAsync(fixture, items, forked), runs)
            & await PrintAsync($"{engine}: the context of one that is read", () => contexts.BuildAsync(read), runs);
    }

    private static async Task<IReadOnlyList<ConversationItem>> ReadAsync(StoreFixture fixture, ConversationItemStore items, string id)
    {
        var read = await items.ItemsAsync(fixture.Tenant, id, CancellationToken.None);
        return read?.Count == Messages ? read : throw new InvalidOperationException($"{read?.Count} messages were read.");
    }

    private static async Task<bool> PrintAsync(string name, Func<Task> work, int runs)
    {
        var (cpu, wall) = (new List<double>(), new List<double>());
        for (var run = -50; run < runs; run++)
        {
            var (cpuBefore, begun) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
            await work();
            if (run < 0) continue;
            cpu.Add((Environment.CpuUsage.TotalTime - cpuBefore).TotalMilliseconds);
            wall.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        Console.WriteLine($"  {name,-34} CPU {Told(cpu),-26} wall {Told(wall)}");
        return Median(cpu) < Promise;
    }

    private static List<NewItem> Make(TenantId tenant, int count) => [.. Enumerable.Range(0, count).Select(i => new NewItem(new ResponseItem
    {
        Message = new MessageItem
        {
            Id = Ids.New(Ids.Message, tenant, TimeProvider.System),
            Status = "completed",
            Role = "user",
            Parts = new ItemContentList { Parts = { new ItemContent { InputText = new InputText { Text = $"Message {i}. {Words}" } } } },
        },
    }))];

    private static string Told(List<double> readings) => string.Create(CultureInfo.InvariantCulture, $"{Median(readings):0.0} ({readings.Min():0.0} to {readings.Max():0.0})");

    private static double Median(List<double> readings) => readings.Order().ElementAt(readings.Count / 2);
}
