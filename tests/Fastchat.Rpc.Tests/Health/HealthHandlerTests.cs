using Google.Protobuf;
using Grpc.Health.V1;
using Microsoft.Extensions.DependencyInjection;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Fastchat.Rpc.Health;

public sealed class HealthHandlerTests
{
    private const string Texts = "fastchat.wiretest.v1.TextService";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory(Timeout = Limits.Test)]
    [InlineData("")]
    [InlineData(Texts)]
    [InlineData("grpc.health.v1.Health")]
    public async Task Check_ServiceOfTheWire_IsServingFromTheStart(string service)
    {
        await using var server = await WireServer.StartAsync();

        // Field 1, varint 1: SERVING.
        Assert.Equal([0, 0, 0, 0, 2, 0x08, 1], (await CallAsync(server, "Check", service)).Body);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Check_ServiceSetNotServing_SaysSoOfItAlone()
    {
        await using var server = await WireServer.StartAsync();

        States(server).Set(Texts, serving: false);

        Assert.Equal([0, 0, 0, 0, 2, 0x08, 2], (await CallAsync(server, "Check", Texts)).Body);
        Assert.Equal([0, 0, 0, 0, 2, 0x08, 1], (await CallAsync(server, "Check", "")).Body);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Check_UnknownService_IsNotFound()
    {
        await using var server = await WireServer.StartAsync();

        Assert.Equal("5", (await CallAsync(server, "Check", "no.Service")).GrpcStatus);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task List_All_TellsEachState()
    {
        await using var server = await WireServer.StartAsync();
        States(server).Set("own.Part", serving: false);

        var reply = HealthListResponse.Parser.ParseFrom(Frames.Split((await CallAsync(server, "List", null)).Body).Single().Payload);

        Assert.Equal(ServingStatus.Serving, reply.Statuses[""].Status);
        Assert.Equal(ServingStatus.Serving, reply.Statuses[Texts].Status);
        Assert.Equal(ServingStatus.NotServing, reply.Statuses["own.Part"].Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Watch_Changes_AreToldOnceEach()
    {
        await using var server = await WireServer.StartAsync();
        await using var call = await WatchAsync(server, Texts);

        Assert.Equal(ServingStatus.Serving, await ReadAsync(call));
        States(server).Set("something.Else", serving: false);
        States(server).Set(Texts, serving: true);
        States(server).Set(Texts, serving: false);
        Assert.Equal(ServingStatus.NotServing, await ReadAsync(call));
        States(server).Set(Texts, serving: true);
        Assert.Equal(ServingStatus.Serving, await ReadAsync(call));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Watch_UnknownService_StaysOpenUntilItIsKnown()
    {
        await using var server = await WireServer.StartAsync();
        await using var call = await WatchAsync(server, "late.Service");

        Assert.Equal(ServingStatus.ServiceUnknown, await ReadAsync(call));
        States(server).Set("late.Service", serving: true);
        Assert.Equal(ServingStatus.Serving, await ReadAsync(call));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Stop_WatchIsOpen_TellsNotServingAndEndsItAtOnce()
    {
        await using var server = await WireServer.StartAsync();
        await using var call = await WatchAsync(server, Texts);
        Assert.Equal(ServingStatus.Serving, await ReadAsync(call));

        var stop = server.StopAsync(Token);

        Assert.Equal(ServingStatus.NotServing, await ReadAsync(call));
        Assert.Equal("14", await call.ReadStatusAsync(Token));
        await stop;
    }

    [Fact]
    public void Set_AfterTheStop_ChangesNothing()
    {
        var states = new ServingStates(["a.B"]);
        states.Stop();

        states.Set("a.B", serving: true);

        Assert.Equal(ServingStatus.NotServing, states.Now.Of("a.B"));
        Assert.Equal(ServingStatus.NotServing, states.Now.Of(ServingStates.WholeServer));
    }

    private static ServingStates States(WireServer server) => server.Services.GetRequiredService<ServingStates>();

    private static byte[] Request(string? service) => Frames.Frame(0, service is null ? [] : new HealthCheckRequest { Service = service }.ToByteArray());

    private static Task<WireReply> CallAsync(WireServer server, string method, string? service) =>
        server.SendAsync(server.Http2, HttpMethod.Post, $"/grpc.health.v1.Health/{method}", WireServer.Bytes(Request(service), "application/grpc"), ("te", "trailers"));

    private static Task<OpenCall> WatchAsync(WireServer server, string service) =>
        OpenCall.StartAsync(server.Http2, "/grpc.health.v1.Health/Watch", Request(service), Token, complete: true);

    private static async Task<ServingStatus> ReadAsync(OpenCall call)
    {
        var frame = await call.ReadAsync(7, Token);
        Assert.Equal([0, 0, 0, 0, 2, 0x08], frame[..6]);
        return (ServingStatus)frame[6];
    }
}
