using System.Threading.Channels;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Rpc.Calls;
using Fastchat.Testing;
using Grpc.Core;

namespace Fastchat.Chat.Converse;

public sealed class TwoWayStreamTests
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    private readonly FakeClock _clock = new();
    private readonly Requests _requests = new();
    private readonly Responses _responses = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 20_000)]
    public async Task HalfClose_WithWorkUnderWay_EndsWhenTheWorkHas()
    {
        var work = new TaskCompletionSource();
        using var stream = Stream(async s => { await work.Task; await s("done"); });
        var running = stream.RunAsync();
        await _requests.SendAsync("begin");
        _requests.Close();
        await Eventually.IsTrueAsync(() => stream.IsClosed);
        Assert.False(running.IsCompleted);

        work.SetResult();

        await running;
        Assert.Equal(["done"], _responses.Said);
    }

    [Fact(Timeout = 20_000)]
    public async Task Event_ThatIsWrongOrUnreadable_IsToldAndTheStreamGoesOn()
    {
        using var stream = Stream(s => s("done").AsTask());
        var running = stream.RunAsync();
        await _requests.SendAsync("wrong");
        await _requests.FailAsync(new UnreadableMessageException(RpcFault.InvalidArgument("No JSON.", "text")));
        await _requests.SendAsync("begin");
        _requests.Close();

        await running;

        Assert.Equal(["wrong refused: name", " refused: text", "done"], _responses.Said);
    }

    [Fact(Timeout = 20_000)]
    public async Task Caller_WhoIsKnownNoLonger_IsToldAndHisWorkIsStopped()
    {
        var stopped = new TaskCompletionSource();
        using var stream = Stream(async (_, over) =>
        {
            using var registration = over.Register(stopped.SetResult);
            await stopped.Task;
        });
        var running = stream.RunAsync();
        await _requests.SendAsync("begin");
        await _requests.FailAsync(new FastchatException(ErrorReason.InvalidApiKey, "Revoked."));

        Assert.Equal(ErrorReason.InvalidApiKey, (await Assert.ThrowsAsync<FastchatException>(() => running)).Reason);
        Assert.True(stopped.Task.IsCompleted);
        Assert.Equal([" refused: "], _responses.Said);
    }

    [Fact(Timeout = 20_000)]
    public async Task Caller_WhoTakesNothing_HoldsUpTheWorkAndNothingGathers()
    {
        var said = 0;
        _responses.Stall();
        using var stream = Stream(async s =>
        {
            for (; said < 1000; said++) await s("word");
        });
        var running = stream.RunAsync();
        await _requests.SendAsync("begin");
        await Eventually.IsTrueAsync(() => _responses.IsStalled);
        await Task.Delay(50, Ct);
        Assert.InRange(said, 1, 40);

        _responses.GoOn();
        _requests.Close();

        await running;
        Assert.Equal(1000, _responses.Said.Count);
    }

    [Fact(Timeout = 20_000)]
    public async Task Writer_ThatFails_LeavesNobodyWaitingForRoom()
    {
        using var stream = Stream(async s =>
        {
            while (true) await s("word");
        });
        _responses.Break();
        var running = stream.RunAsync();
        await _requests.SendAsync("begin");

        await Assert.ThrowsAnyAsync<Exception>(() => running);
    }

    [Fact(Timeout = 20_000)]
    public async Task Silence_ForTooLong_EndsTheStreamAndSaysSo()
    {
        using var stream = Stream(s => s("done").AsTask());
        var running = stream.RunAsync();
        await _requests.SendAsync("begin");
        await Eventually.IsTrueAsync(() => _responses.Said.Count == 1 && _clock.Waiting > 0);

        await AdvanceAsync(running, Idle);

        await running;
        Assert.Equal(["done", "expired"], _responses.Said);
    }

    [Fact(Timeout = 20_000)]
    public async Task Silence_WhileSomethingIsUnderWay_IsNone()
    {
        var begun = new TaskCompletionSource();
        var work = new TaskCompletionSource();
        using var stream = Stream(async s =>
        {
            begun.SetResult();
            await work.Task;
            await s("done");
        });
        var running = stream.RunAsync();
        await _requests.SendAsync("begin");
        await begun.Task;

        _clock.Advance(3 * Idle);
        await Task.Delay(50, Ct);
        Assert.False(running.IsCompleted);
        work.SetResult();
        _requests.Close();

        await running;
        Assert.Equal(["done"], _responses.Said);
    }

    // The stream may be about to set its timer.
    private async Task AdvanceAsync(Task until, TimeSpan step)
    {
        while (!until.IsCompleted)
        {
            _clock.Advance(step);
            await Task.Delay(5, Ct);
        }
    }

    private Words Stream(Func<Func<string, ValueTask>, Task> work) => Stream((say, _) => work(say));

    private Words Stream(Func<Func<string, ValueTask>, CancellationToken, Task> work) => new(_requests, _responses, _clock, work, Ct);

    private sealed class Words(Requests requests, Responses responses, TimeProvider clock, Func<Func<string, ValueTask>, CancellationToken, Task> work, CancellationToken callerLeft)
        : TwoWayStream<string, string>(requests, responses, clock, callerLeft)
    {
        public bool IsClosed { get; private set; }

        protected override TimeSpan Left(TimeSpan age, TimeSpan? silence) => Idle - (silence ?? TimeSpan.Zero);

        protected override void Take(string request)
        {
            if (request == "wrong") throw FastchatException.InvalidValue("name", "No.");
            Begin(() => work(word => SayAsync(word, Over), Over));
        }

        protected override string Refusal(string? request, RpcFault fault) => $"{request} refused: {fault.Param}";

        protected override string Expiry() => "expired";

        protected override void OnClosed() => IsClosed = true;
    }

    private sealed class Requests : IAsyncStreamReader<string>
    {
        private readonly Channel<(string? Text, Exception? Failure)> _channel = Channel.CreateUnbounded<(string?, Exception?)>();

        public string Current { get; private set; } = "";

        public ValueTask SendAsync(string text) => _channel.Writer.WriteAsync((text, null));

        public ValueTask FailAsync(Exception failure) => _channel.Writer.WriteAsync((null, failure));

        public void Close() => _channel.Writer.Complete();

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!await _channel.Reader.WaitToReadAsync(cancellationToken) || !_channel.Reader.TryRead(out var next)) return false;
            Current = next.Failure is null ? next.Text! : throw next.Failure;
            return true;
        }
    }

    private sealed class Responses : IServerStreamWriter<string>
    {
        private volatile TaskCompletionSource? _stall;
        private bool _isBroken;

        public List<string> Said { get; } = [];

        public bool IsStalled { get; private set; }

        public WriteOptions? WriteOptions { get; set; }

        public void Stall() => _stall = new TaskCompletionSource();

        public void GoOn() => _stall!.SetResult();

        public void Break() => _isBroken = true;

        public async Task WriteAsync(string message)
        {
            if (_isBroken) throw new IOException("The caller has gone.");
            if (_stall is { } stall)
            {
                IsStalled = true;
                await stall.Task;
            }

            lock (Said) Said.Add(message);
        }
    }
}
