namespace Fastchat.Rpc.Http2;

/// <summary>
/// The rules of HTTP/2 and HPACK, one by one, on each port. Kestrel speaks them, so what is shown is that nothing of ours (the
/// peeking, TLS, the limits, the dispatcher) takes away a rule that plain Kestrel keeps.
/// </summary>
public sealed class Http2ConformanceTests(ConformanceServers servers, ITestOutputHelper report) : IClassFixture<ConformanceServers>
{
    // Bounds on how long a server may say nothing, not waits: what is right ends at once.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PatienceWithKestrel = TimeSpan.FromSeconds(0.3);

    // Kestrel breaks these rules, and so do we with it. One that it comes to keep must leave the list.
    private static readonly HashSet<string> KestrelBreaks =
    [
        "3.4 PING before SETTINGS",
        "3.4 A request before SETTINGS",
        "8.2.1 A field's name of no length",
        "8.2.1 A blank in a field's name",
        "8.2.1 A colon in a field's name",
        "8.2.1 A control character in a field's name",
        "8.2.1 A field's value that begins with a blank",
        "8.2.1 A field's value that ends with a blank",
        "8.2.2 keep-alive",
        "8.2.2 proxy-connection",
        "8.2.2 transfer-encoding",
        "8.2.2 upgrade",
        "8.3.1 host that contradicts :authority",
        "HPACK 6.1 The index 0",
    ];

    private static readonly Http2Case[] Cases = [.. FramingCases.All, .. StreamCases.All, .. FrameTypeCases.All, .. SemanticsCases.All, .. HpackCases.All];

    public static TheoryData<string> Ids => [.. Cases.Select(c => c.Id)];

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Ids))]
    public async Task Rule_ThatKestrelKeeps_IsKeptOnEachPort(string id)
    {
        var rule = Cases.Single(c => c.Id == id);

        if (KestrelBreaks.Contains(id))
        {
            var broken = await RunAsync(rule, servers.PlainAsync, PatienceWithKestrel);
            Assert.NotNull(broken);
            report.WriteLine($"Kestrel breaks {id}: {broken}");
            return;
        }

        Func<Task<Stream>>[] ports = [servers.PlainAsync, servers.OnePortAsync, servers.H2cAsync, servers.TlsAsync];
        Assert.All(await Task.WhenAll(ports.Select(port => RunAsync(rule, port, Patience))), Assert.Null);
    }

    /// <summary>Plays a case; null when the rule was kept, otherwise what came.</summary>
    private static async Task<string?> RunAsync(Http2Case rule, Func<Task<Stream>> connect, TimeSpan patience)
    {
        var stream = await connect();
        await using var client = rule.Raw ? new Http2Client(stream) : await Http2Client.OpenAsync(stream);
        foreach (var step in rule.Steps)
        {
            // Read while writing: a server that answers early must not be stopped by full buffers.
            var verdict = JudgeAsync(client, step.Expected.Judge(), patience);
            foreach (var frame in step.Frames(rule.Raw ? 0 : client.MaxStreams))
                if (!await client.WriteAsync(frame)) break;
            if (await verdict is { } came) return came;
        }

        return null;
    }

    private static async Task<string?> JudgeAsync(Http2Client client, Func<Http2Frame?, bool?> judge, TimeSpan longest)
    {
        using var patience = new CancellationTokenSource(longest);
        var came = new List<string>();
        try
        {
            while (true)
            {
                var frame = await client.ReadAsync(patience.Token);
                came.Add(frame?.ToString() ?? "the end of the connection");
                if (judge(frame) is { } kept) return kept ? null : string.Join(", ", came);
                if (frame is null) return string.Join(", ", came);
            }
        }
        catch (OperationCanceledException)
        {
            return string.Join(", ", [.. came, "then nothing"]);
        }
    }
}
