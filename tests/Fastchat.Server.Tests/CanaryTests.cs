using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Fastchat.Rpc.Http;
using Google.Protobuf.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fastchat.Server;

/// <summary>
/// Tenants whose every name and text holds a word that is theirs alone, under random calls of everything with their own and each
/// other's ids and page tokens: nobody ever reads another's word, and it stands in no log and no metric.
/// </summary>
public sealed partial class CanaryTests
{
    private const int Callers = 8;

    private static readonly int Tenants = Experiment.Size(20, 200);
    private static readonly int Calls = Experiment.Size(2_400, 40_000);

    // What unmakes the calling key or its rights would end the game.
    private static readonly HashSet<string> LeftOut = ["RevokeKey", "RotateKey", "SetPolicyDefault", "SetLimit", "CreatePolicyRule", "UpdatePolicyRule"];

    private readonly AllLogs _logs = new();
    private readonly ConcurrentBag<string> _tokens = [];
    private readonly ConcurrentDictionary<string, int> _own = new(StringComparer.Ordinal);
    private int _foreign;
    private int _served;

    [Fact(Timeout = 1_200_000)]
    public async Task Words_OfTwentyTenantsUnderRandomCalls_AreReadByTheirOwnersAlone()
    {
        var seed = Environment.GetEnvironmentVariable("FASTCHAT_SEED") is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        using var metrics = new AllMetrics();
        await using var server = await TestServer.StartAsync(change: o => o with { LogLevel = LogLevel.Debug }, configure: _logs.Listen);
        var tenants = await MakeAsync(server, seed);
        var doors = server.Host.Services.GetRequiredService<RpcMethodTable>().Methods.Where(m => IsPlayed(m.Descriptor)).SelectMany(Door.Of).ToList();

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => PlayAsync(server, tenants, doors, new Random(seed + caller), seed))));

        Assert.True(_own.Count == Tenants, $"Only {_own.Count} of {Tenants} tenants have read their own word (seed {seed}).");
        Assert.True(_foreign > Calls / 10 && _served > Calls / 10, $"{_foreign} calls with others' ids, {_served} served (seed {seed}).");
        Assert.NotEmpty(_logs.Lines);
        Assert.DoesNotContain(_logs.Lines, line => Word().IsMatch(line));
        Assert.NotEmpty(metrics.Seen);
        Assert.DoesNotContain(metrics.Seen, line => Word().IsMatch(line));
    }

    private static bool IsPlayed(MethodDescriptor method) =>
        Contract.Methods.ContainsKey(method.FullName) && !method.IsClientStreaming && !LeftOut.Contains(method.Name) && TenantIsolationTests.IsOfTenants(method);

    private static async Task<IReadOnlyList<(string Word, OwnedIds Ids)>> MakeAsync(TestServer server, int seed)
    {
        var made = new (string, OwnedIds)[Tenants];
        await Parallel.ForAsync(0, Tenants, new ParallelOptions { MaxDegreeOfParallelism = Callers, CancellationToken = TestContext.Current.CancellationToken }, async (i, _) =>
        {
            var word = string.Create(CultureInfo.InvariantCulture, $"canary-{(uint)HashCode.Combine(seed, i):x8}{i:x8}");
            made[i] = (word, await TenantThings.MakeAsync(server, await server.AddTenantAsync($"tenant{i}"), word));
        });
        return made;
    }

    private async Task PlayAsync(TestServer server, IReadOnlyList<(string Word, OwnedIds Ids)> tenants, IReadOnlyList<Door> doors, Random random, int seed)
    {
        for (var call = 0; call < Calls / Callers; call++)
        {
            var (word, own) = tenants[random.Next(tenants.Count)];
            var (_, other) = tenants[random.Next(tenants.Count)];
            var door = doors[random.Next(doors.Count)];
            var request = OwnRequests.Of(door.Method, own);
            if (random.Next(2) == 0) Misuse(request, door.Method, own, other, random);
            Speak(request, door.Method, word);
            var answer = await door.AskAsync(server, own.ApiKey, request);

            Assert.False(answer.Code is "Internal" or "Unknown" or "500", $"{door.Name} (seed {seed}): {answer}");
            if (answer.IsOk) Interlocked.Increment(ref _served);
            foreach (Match seen in Word().Matches(answer.Text))
            {
                Assert.True(seen.Value == word, $"{door.Name} of {door.Method.FullName} showed {word} the word {seen.Value} (seed {seed}): {request}");
                _own.AddOrUpdate(word, 1, (_, count) => count + 1);
            }

            foreach (Match token in Token().Matches(answer.Text)) _tokens.Add(token.Groups["token"].Value);
        }
    }

    // Somebody else's id or page token in one of the fields that take one.
    private void Misuse(Google.Protobuf.IMessage request, MethodDescriptor method, OwnedIds own, OwnedIds other, Random random)
    {
        var fields = IdField.Of(method);
        if (fields.Count == 0) return;
        var field = fields[random.Next(fields.Count)];
        if (field.Kind is IdKind.Token && !_tokens.TryPeek(out _)) return;
        field.Place(request, field.Kind switch
        {
            IdKind.Token => _tokens.TryTake(out var token) ? token : "",
            IdKind.Cursor => random.Next(2) == 0 ? other.File : other.Store,
            _ => other.Of(field.Kind),
        });
        if (own != other) Interlocked.Increment(ref _foreign);
    }

    // The caller's word wherever the method takes words.
    private static void Speak(Google.Protobuf.IMessage request, MethodDescriptor method, string word)
    {
        foreach (var path in FieldPaths.Texts(method.InputType).Where(p => p.Count == 1 && p[0].Name is "name" or "query" && method.Name is not "DeleteLimit")) request.Place(path, $"{method.Name} {word}");
    }

    [GeneratedRegex("canary-[0-9a-f]{16}")]
    private static partial Regex Word();

    [GeneratedRegex("\"next_page_token\":\"(?<token>[^\"]+)\"")]
    private static partial Regex Token();
}
