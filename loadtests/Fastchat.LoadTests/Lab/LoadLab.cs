using System.Diagnostics;
using Fastchat.LoadTests.Calls;
using Fastchat.LoadTests.Measuring;
using Fastchat.LoadTests.Mock;
using Fastchat.LoadTests.Profiles;
using Fastchat.LoadTests.Sockets;

namespace Fastchat.LoadTests.Lab;

/// <summary>Everything a run needs, on one machine: the mock, nginx and the server in front of it, and the loop that makes the calls.</summary>
internal sealed class LoadLab : IAsyncDisposable
{
    private readonly LoadOptions _options;
    private readonly string _folder;
    private readonly MockProcess _mock;
    private readonly NginxProxy? _nginx;
    private readonly EventLoop _loop = new("calls");
    private FastchatServer _server;
    private string _key;
    private int _servers;

    private LoadLab(LoadOptions options, string folder, MockProcess mock, NginxProxy? nginx, FastchatServer server, string key)
    {
        _options = options;
        _folder = folder;
        _mock = mock;
        _nginx = nginx;
        _server = server;
        _key = key;
    }

    /// <summary>The server.</summary>
    public FastchatServer Server => _server;

    /// <summary>Whether nginx is there to be measured.</summary>
    public bool HasNginx => _nginx is not null;

    /// <summary>The key of the lab's own tenant.</summary>
    public string Key => _key;

    /// <summary>Starts everything.</summary>
    public static async Task<LoadLab> StartAsync(LoadOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("fastchat-load-").FullName;
        var mock = options.MockInProcess ? await MockProcess.StartThreadAsync() : await MockProcess.StartAsync();
        var nginx = NginxProxy.Program is { } program ? await NginxProxy.StartAsync(program, Path.Combine(folder, "nginx"), mock.Port, options.NginxWorkers) : null;
        var server = await FastchatServer.StartAsync(options.ServerProgram, Path.Combine(folder, "data"), mock.Port, options.ServerSettings);
        var lab = new LoadLab(options, folder, mock, nginx, server, (await server.AddTenantAsync("load")).Key);
        await lab.WarmUpAsync();
        return lab;
    }

    /// <summary>Starts the server anew, on another folder: for figures that what came before would spoil.</summary>
    /// <param name="more">Further settings.</param>
    public async Task RestartServerAsync(params IEnumerable<(string Name, string Value)> more)
    {
        var settings = new Dictionary<string, string>(_options.ServerSettings);
        foreach (var (name, value) in more) settings[name] = value;
        await _server.DisposeAsync();
        _server = await FastchatServer.StartAsync(_options.ServerProgram, Path.Combine(_folder, $"data-{++_servers}"), _mock.Port, settings);
        _key = (await _server.AddTenantAsync("load")).Key;
        await WarmUpAsync();
    }

    /// <summary>The call that a target gets.</summary>
    /// <param name="target">Who is asked.</param>
    /// <param name="wish">What for.</param>
    /// <param name="key">With which key; null for the lab's own tenant.</param>
    public CallPlan Plan(LoadTarget target, Wish wish, string? key = null) => new(Port(target), RequestTemplate.Make(target.Protocol, target.Via == Via.Fastchat ? key ?? _key : null, wish), wish);

    /// <summary>Runs a load of calls that are all alike.</summary>
    public Task<LoadRun> RunAsync(LoadTarget target, LoadProfile profile, Wish wish, Func<Func<Tally>, Task>? meanwhile = null)
    {
        var plan = Plan(target, wish);
        return RunAsync(target, profile, _ => plan, meanwhile);
    }

    /// <summary>Runs a load, and says what came of it and what it cost whom.</summary>
    /// <param name="target">Who is asked, for the report.</param>
    /// <param name="profile">How much, and when.</param>
    /// <param name="plan">What the call with a number is.</param>
    /// <param name="meanwhile">Looks at things while it goes on.</param>
    public async Task<LoadRun> RunAsync(LoadTarget target, LoadProfile profile, Func<long, CallPlan> plan, Func<Func<Tally>, Task>? meanwhile = null)
    {
        var driver = new LoadDriver(_loop, profile, plan, _options.CallsPerConnection);
        await driver.ConnectAsync();
        var before = Use();
        var begun = Stopwatch.GetTimestamp();
        var run = driver.RunAsync();
        var aside = meanwhile?.Invoke(() => driver.Tally) ?? Task.CompletedTask;
        await Progress.ShowAsync(target.Name, run, () => driver.Tally);
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var after = Use();
        await aside;
        await driver.CloseAsync();
        return new LoadRun(target, driver.Tally, seconds, after - before) { NotBegun = profile.Missed(driver.Tally.Started) };
    }

    /// <summary>Bytes of memory that the server uses.</summary>
    public long ServerMemory() => ProcessUse.Memory(_server.Id);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _loop.Dispose();
        await _server.DisposeAsync();
        if (_nginx is not null) await _nginx.DisposeAsync();
        await _mock.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task WarmUpAsync()
    {
        if (_options.WarmUpSeconds == 0) return;
        var half = TimeSpan.FromSeconds(_options.WarmUpSeconds / 2);
        foreach (var target in Enum.GetValues<WireProtocol>().Select(p => new LoadTarget(Via.Fastchat, p)).Where(t => _options.Measures(t.Name)))
        {
            await RunAsync(target, new ConstantUsers(32, half), new Wish(0, 20, Pace: 0, Joined: false));
            await RunAsync(target, new ConstantUsers(100, half), new Wish(0, 100, Pace: 5, Joined: false));
        }
    }

    private int Port(LoadTarget target) => target.Via switch
    {
        Via.Nothing => _mock.Port,
        Via.Nginx => _nginx?.Port ?? throw new InvalidOperationException("nginx is not installed."),
        _ => _server.Port,
    };

    private CpuUse Use() => new(
        ProcessUse.CpuSeconds(_server.Id), _nginx is null ? 0 : ProcessUse.CpuSeconds(_nginx.Id), _mock.Id is { } mock ? ProcessUse.CpuSeconds(mock) : 0,
        ProcessUse.OwnCpuSeconds());
}
