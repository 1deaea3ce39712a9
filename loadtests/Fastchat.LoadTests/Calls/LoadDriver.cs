using System.Diagnostics;
using Fastchat.LoadTests.Measuring;
using Fastchat.LoadTests.Profiles;
using Fastchat.LoadTests.Sockets;

namespace Fastchat.LoadTests.Calls;

/// <summary>Makes the calls of one run as its profile wants them, and hands what comes of them to a tally.</summary>
internal sealed class LoadDriver : LoopTimer, ICallWatcher
{
    private readonly EventLoop _loop;
    private readonly LoadProfile _profile;
    private readonly Func<long, CallPlan> _plan;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<(int Port, bool Multiplexed), Stack<CallConnection>> _free = [];
    private readonly Dictionary<CallConnection, int> _ports = [];
    private readonly int _callsPerConnection;
    private long _begunAt;
    private bool _ended;

    /// <summary>A driver that has not begun.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="profile">How much, and when.</param>
    /// <param name="plan">What the call with a number is.</param>
    /// <param name="callsPerConnection">How many gRPC calls share a connection.</param>
    public LoadDriver(EventLoop loop, LoadProfile profile, Func<long, CallPlan> plan, int callsPerConnection)
    {
        _loop = loop;
        _profile = profile;
        _plan = plan;
        _callsPerConnection = callsPerConnection;
    }

    /// <summary>What came of the calls.</summary>
    public Tally Tally { get; private set; } = new();

    /// <summary>Opens connections for as many calls as there will be at once, so that opening them is not measured.</summary>
    public async Task ConnectAsync()
    {
        // Few at a time: a server takes in only so many in one go, and the loop shall not wait for it.
        for (var number = 0; number < _profile.MostAtOnce;)
        {
            var from = number;
            number = await _loop.AskAsync(() => Connect(from, Math.Min(from + 64, _profile.MostAtOnce)));
        }
    }

    /// <summary>Makes the calls; done when the last has ended.</summary>
    public Task RunAsync()
    {
        _loop.Post(() =>
        {
            Tally = new Tally();
            _begunAt = Stopwatch.GetTimestamp();
            Fire(_loop.Now);
        });
        return _done.Task;
    }

    /// <summary>Closes the connections.</summary>
    public Task CloseAsync() => _loop.AskAsync(() =>
    {
        _ended = true;
        foreach (var connection in _ports.Keys) connection.Close();
        return 0;
    });

    /// <inheritdoc />
    public override void Fire(long now)
    {
        BeginDue();
        if (Stopwatch.GetElapsedTime(_begunAt) > _profile.Duration && Tally.Open == 0) _done.TrySetResult();
        else if (!_ended) _loop.At(this, now + 1);
    }

    /// <inheritdoc />
    public void OnTokens(LoadCall call, int count, long now) => Tally.Add(call, count, now);

    /// <inheritdoc />
    public void OnEnded(LoadCall call, CallConnection connection)
    {
        Tally.End(call);
        if (!connection.IsClosed) Pool(call.Request.Protocol, connection).Push(connection);
        if (!_ended) BeginDue();
    }

    private void BeginDue()
    {
        while (_profile.Due(Stopwatch.GetElapsedTime(_begunAt), Tally.Started, Tally.Open) > 0) Begin(Tally.Started);
    }

    private void Begin(long number)
    {
        var plan = _plan(number);
        var scheduled = _profile.Scheduled(number) is { } due ? _begunAt + (long)(due.TotalSeconds * Stopwatch.Frequency) : Stopwatch.GetTimestamp();
        var call = new LoadCall(plan.Wish with { Stream = (int)(number % 100_000_000) }, plan.Request, scheduled);
        Tally.Begin();
        Take(plan).Start(call);
    }

    private int Connect(int from, int to)
    {
        for (var number = from; number < to; number++)
        {
            var plan = _plan(number);
            var pool = Pools(plan);
            if (IsMultiplexed(plan.Request.Protocol) && number % _callsPerConnection != 0) continue;
            var connection = Open(plan);
            for (var i = connection.Room; i > 0; i--) pool.Push(connection);
        }

        return to;
    }

    private CallConnection Take(CallPlan plan)
    {
        var pool = Pools(plan);
        while (pool.TryPop(out var free))
        {
            if (free.Room > 0) return free;
        }

        var opened = Open(plan);
        for (var i = opened.Room; i > 1; i--) pool.Push(opened);
        return opened;
    }

    private CallConnection Open(CallPlan plan)
    {
        var socket = CallConnection.Open(plan.Port);
        CallConnection connection = IsMultiplexed(plan.Request.Protocol)
            ? new Http2Connection(_loop, socket, this, _callsPerConnection)
            : new Http1Connection(_loop, socket, this);
        _loop.Add(connection);
        _ports[connection] = plan.Port;
        return connection;
    }

    private Stack<CallConnection> Pools(CallPlan plan) => Pool(plan.Request.Protocol, plan.Port);

    private Stack<CallConnection> Pool(WireProtocol protocol, CallConnection connection) => Pool(protocol, _ports[connection]);

    private Stack<CallConnection> Pool(WireProtocol protocol, int port)
    {
        var key = (port, IsMultiplexed(protocol));
        if (!_free.TryGetValue(key, out var pool)) _free[key] = pool = new Stack<CallConnection>();
        return pool;
    }

    private static bool IsMultiplexed(WireProtocol protocol) => protocol is WireProtocol.Grpc or WireProtocol.GrpcChat;
}
