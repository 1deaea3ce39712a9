using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Fastchat.LoadTests.Mock;

namespace Fastchat.LoadTests.Lab;

/// <summary>The product itself as a process, on a fresh data folder, with the mock as its provider.</summary>
internal sealed class FastchatServer : IAsyncDisposable
{
    private const string AdminKey = "fc_load-test-key-of-the-operator";

    private readonly ChildProcess _process;
    private readonly HttpClient _http;

    private FastchatServer(ChildProcess process, int port)
    {
        _process = process;
        Port = port;
        _http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>Its number.</summary>
    public int Id => _process.Id;

    /// <summary>Starts it; it is ready and knows the mock's model when this returns.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="folder">Its data folder.</param>
    /// <param name="upstream">The mock's port.</param>
    /// <param name="settings">Further settings.</param>
    public static async Task<FastchatServer> StartAsync(string program, string folder, int upstream, IReadOnlyDictionary<string, string> settings)
    {
        var port = FreePort.Find();
        var environment = new Dictionary<string, string>(settings)
        {
            ["PORT"] = port.ToString(CultureInfo.InvariantCulture),
            ["DATA_DIR"] = folder,
            ["FASTCHAT_ADMIN_KEY"] = AdminKey,
            ["FASTCHAT_UPSTREAM_URL"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{upstream}/v1"),
            ["FASTCHAT_MODEL_PRICES"] = "*=1/3",
        };
        environment.TryAdd("FASTCHAT_LOG_LEVEL", "warning");
        var server = new FastchatServer(ChildProcess.Start(program, [], environment), port);
        try
        {
            await server.WaitAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a tenant that is limited in everything, generously unless stated.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="requestsPerDay">How many calls it may make a day.</param>
    public async Task<LoadTenant> AddTenantAsync(string name, long requestsPerDay = 1_000_000_000)
    {
        var limits = new
        {
            requests_per_minute = 1_000_000_000,
            requests_per_day = requestsPerDay,
            tokens_per_minute = 1_000_000_000_000,
            concurrent_streams = 1_000_000,
            cost_per_day = 1_000_000.0,
        };
        using var response = await _http.PostAsJsonAsync("/v1/admin/tenants", new { name, config = new { limits } });
        var body = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"A tenant cannot be made: {body}");
        using var json = JsonDocument.Parse(body);
        return new LoadTenant(json.RootElement.GetProperty("tenant").GetProperty("tenant_id").GetString()!, json.RootElement.GetProperty("api_key").GetString()!);
    }

    /// <summary>Takes a run of native chat to its end, and gives its id.</summary>
    /// <param name="key">Whose run.</param>
    /// <param name="wish">What is asked for.</param>
    public async Task<string> TakeRunAsync(string key, Wish wish)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat") { Content = JsonContent.Create(new { model = "mock", messages = new[] { new { role = "user", text = wish.ToString() } } }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await _http.SendAsync(request);
        var said = await response.Content.ReadAsStringAsync();
        var at = said.IndexOf("\"run_id\":\"", StringComparison.Ordinal) + 10;
        return said.Contains("event: complete", StringComparison.Ordinal) ? said[at..said.IndexOf('"', at)] : throw new InvalidOperationException($"A run does not end: {said[^Math.Min(said.Length, 500)..]}");
    }

    /// <summary>What a tenant has been charged for. The operator asks: a tenant that has reached its limit may ask nothing.</summary>
    public async Task<(long Requests, long CompletionTokens)> UsageAsync(LoadTenant tenant)
    {
        using var json = JsonDocument.Parse(await _http.GetStringAsync($"/v1/admin/usage?tenant_id={tenant.Id}"));
        var rows = json.RootElement.GetProperty("usage").EnumerateArray().ToList();
        return (rows.Sum(r => r.GetProperty("requests").GetInt64()), rows.Sum(r => r.GetProperty("completion_tokens").GetInt64()));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }

    private async Task WaitAsync()
    {
        var output = DrainAsync();
        for (var tries = 0; tries < 300 && _process.IsRunning; tries++)
        {
            try
            {
                var health = await _http.GetStringAsync("/v1/health");
                if (health.Contains("healthy", StringComparison.Ordinal)) return;
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }

            await Task.Delay(100);
        }

        throw new InvalidOperationException($"The server does not start. {(output.IsCompleted ? await output : "")}");
    }

    private async Task<string> DrainAsync()
    {
        var last = new Queue<string>();
        while (await _process.Output.ReadLineAsync() is { } line)
        {
            last.Enqueue(line);
            if (last.Count > 20) last.Dequeue();
        }

        return string.Join(Environment.NewLine, last);
    }
}
