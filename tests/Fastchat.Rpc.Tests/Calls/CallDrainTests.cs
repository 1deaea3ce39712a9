using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Fastchat.Rpc.Calls;

public sealed class CallDrainTests
{
    [Fact]
    public async Task HostStops_ItsPatienceIsEndless_CallsMayEndByThemselves()
    {
        var clock = new Fastchat.Testing.FakeClock();
        await using var server = await WireServer.StartAsync();
        using var drain = new CallDrain(
            server.Services.GetRequiredService<IHostApplicationLifetime>(),
            Options.Create(new HostOptions { ShutdownTimeout = Timeout.InfiniteTimeSpan }),
            new RpcOptions { Clock = clock });

        server.Stop();
        clock.Advance(TimeSpan.FromDays(1));

        Assert.False(drain.Over.IsCancellationRequested);
    }
}
