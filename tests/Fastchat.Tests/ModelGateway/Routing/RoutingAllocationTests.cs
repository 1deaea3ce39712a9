using System.Runtime.CompilerServices;
using Fastchat.ModelGateway.Registry;
using Fastchat.Testing;

namespace Fastchat.ModelGateway.Routing;

public sealed class RoutingAllocationTests
{
    private const int Deltas = 20_000;
    private static long s_made;

    [Fact]
    public void Stream_EachDeltaOnItsOwn_MakesNothing()
    {
        using var router = TestRouter.Create();
        var registry = new RegistrySnapshot(1, [new FakeModelProvider(new WaitingModel()) { Name = "a" }], []);
        var model = new RegisteredModel { Name = "m", Targets = [new ModelTarget("a", "m")] };
        using var bench = new RouterBench();
        var request = bench.Request("m");

        var bare = Measure(() => new WaitingModel().StreamAsync(request, default));
        var routed = Measure(() => router.StreamAsync(registry, model, request, default));

        TestContext.Current.TestOutputHelper?.WriteLine($"bytes per delta: {bare / (double)Deltas:0.###} bare, {routed / (double)Deltas:0.###} routed");
        Assert.InRange((routed - bare) / (double)Deltas, -1, 0.5);
    }

    // All of it happens on one thread, which counts what it makes.
    private static long Measure(Func<IAsyncEnumerable<ModelDelta>> stream)
    {
        SynchronizationContext.SetSynchronizationContext(null);
        var reading = ReadAsync(stream);
        while (!reading.IsCompleted) Later.Waiting.Dequeue()();
        Assert.True(reading.IsCompletedSuccessfully, reading.Exception?.ToString());
        return s_made;
    }

    private static async Task ReadAsync(Func<IAsyncEnumerable<ModelDelta>> stream)
    {
        for (var round = 0; round < 3; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            await foreach (var delta in stream()) GC.KeepAlive(delta);
            s_made = GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private sealed class WaitingModel : IChatModel
    {
        private static readonly ModelDelta Token = new() { Text = "x" };

        public async IAsyncEnumerable<ModelDelta> StreamAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (var i = 0; i < Deltas; i++)
            {
                await default(Later);
                yield return Token;
            }

            yield return new ModelDelta { FinishReason = "stop" };
        }
    }

    // Not there yet when it is asked: every delta takes the way of one that comes from afar.
    private readonly struct Later : ICriticalNotifyCompletion
    {
        public static readonly Queue<Action> Waiting = new();

        public bool IsCompleted => false;

        public Later GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => Waiting.Enqueue(continuation);

        public void UnsafeOnCompleted(Action continuation) => Waiting.Enqueue(continuation);
    }
}
