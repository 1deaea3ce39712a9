using Fastchat.Chat.Converse;
using Fastchat.Contracts.OpenAI.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Server;

/// <summary>Many responses over one connection, in OpenAI's shape.</summary>
public sealed class ResponseConnectionTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Slow = """{"tokens": 200, "delay_ms": 20}""";

    private readonly TestServer _server = shared.Server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limits.Test)]
    public async Task Responses_WithoutALane_AreMadeInTheirOrderAndGoOnFromEachOther()
    {
        using var call = Connect();
        await call.RequestStream.WriteAsync(Create("""{"text": "one two", "delay_ms": 20}"""), Token);
        await call.RequestStream.WriteAsync(Create("three"), Token);
        var all = await FinishAsync(call);

        var first = all.FindIndex(e => e.Completed is not null);
        Assert.Equal(first + 1, all.FindLastIndex(e => e.Created is not null));
        Assert.All(all, e => Assert.False(e.HasStreamId));
        Assert.Equal(Enumerable.Range(0, first + 1).Select(i => (long)i), all.Take(first + 1).Select(e => e.SequenceNumber));

        using var next = Connect();
        var going = Create("four");
        going.Create.PreviousResponseId = all[first].Completed.Response.Id;
        await next.RequestStream.WriteAsync(going, Token);
        Assert.Equal(going.Create.PreviousResponseId, (await FinishAsync(next))[^1].Completed.Response.PreviousResponseId);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Responses_OfDifferentLanes_AreMadeAtTheSameTimeAndSayTheirLane()
    {
        using var call = Connect();
        await call.RequestStream.WriteAsync(Create("""{"text": "one two three", "delay_ms": 50}""", "a"), Token);
        await call.RequestStream.WriteAsync(Create("four", "b"), Token);
        var all = await FinishAsync(call);

        Assert.True(all.FindIndex(e => e is { StreamId: "b", Completed: not null }) < all.FindIndex(e => e is { StreamId: "a", Completed: not null }));
        foreach (var lane in new[] { "a", "b" })
        {
            var events = all.Where(e => e.StreamId == lane).ToList();
            Assert.Equal(Enumerable.Range(0, events.Count).Select(i => (long)i), events.Select(e => e.SequenceNumber));
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Event_ThatIsWrong_IsAnErrorEventAndTheConnectionGoesOn()
    {
        using var call = Connect();
        var behind = Create("hello", "lane");
        behind.Create.Background = true;
        var unprepared = Create("hello");
        unprepared.Create.Rest = new Google.Protobuf.WellKnownTypes.Struct { Fields = { ["generate"] = Google.Protobuf.WellKnownTypes.Value.ForBool(false) } };
        var lost = Create("hello");
        lost.Create.PreviousResponseId = "resp_nowhere";
        var told = new List<(string?, string, int, string)>();
        foreach (var wrong in new[] { new ConnectResponsesRequest(), Create("hello", new string('a', 65)), behind, unprepared, lost, new ConnectResponsesRequest { Create = new ResponseParams { Model = "scripted" } } })
        {
            await call.RequestStream.WriteAsync(wrong, Token);
            Assert.True(await call.ResponseStream.MoveNext(Token));
            var error = call.ResponseStream.Current.Event.Error;
            Assert.Equal((error.Code, error.Message, error.Param), (error.Error.Code, error.Error.Message, error.Error.Param));
            told.Add((error.Code, error.Param, error.Status, error.Error.Type));
            Assert.Equal(wrong.StreamId, call.ResponseStream.Current.Event.StreamId);
        }

        await call.RequestStream.WriteAsync(Create("hello"), Token);

        Assert.Equal(
            [
                ("missing_field", "type", 400, "invalid_request_error"), ("invalid_value", "stream_id", 400, "invalid_request_error"), ("invalid_value", "background", 400, "invalid_request_error"),
                ("invalid_value", "generate", 400, "invalid_request_error"), ("response_not_found", "previous_response_id", 404, "invalid_request_error"), ("missing_field", "input", 400, "invalid_request_error"),
            ],
            told);
        Assert.NotNull((await FinishAsync(call))[^1].Completed);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Client_WhoLeaves_CancelsWhatIsBeingMade()
    {
        string id;
        using (var call = Connect())
        {
            await call.RequestStream.WriteAsync(Create(Slow), Token);
            Assert.True(await call.ResponseStream.MoveNext(Token));
            id = call.ResponseStream.Current.Event.Created.Response.Id;
        }

        await Poll.UntilAsync(async () => (await _server.Rest.GetAsync($"/v1/responses/{id}")).Json.GetProperty("status").GetString(), status => status == "cancelled");
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Connection_OpenForItsTime_SaysSoAndEndsWhenWhatIsBeingMadeHas()
    {
        await using var server = await TestServer.StartAsync(configure: builder => builder.Services.AddSingleton(new TwoWayOptions { ConnectionTime = TimeSpan.FromSeconds(1) }));
        using var call = new ResponsesService.ResponsesServiceClient(server.Grpc).ConnectResponses(cancellationToken: Token);
        await call.RequestStream.WriteAsync(Create("""{"tokens": 60, "delay_ms": 30}"""), Token);

        var all = await call.ResponseStream.ReadAllAsync(Token).Select(r => r.Event).ToListAsync(Token);

        Assert.Equal("websocket_connection_limit_reached", Assert.Single(all, e => e.Error is not null).Error.Code);
        Assert.NotNull(all[^1].Completed);
    }

    private static ConnectResponsesRequest Create(string text, string? lane = null)
    {
        var request = new ConnectResponsesRequest { Create = new ResponseParams { Model = "scripted", Input = new ResponseInput { Text = text } } };
        if (lane is not null) request.StreamId = lane;
        return request;
    }

    private static async Task<List<ResponseStreamEvent>> FinishAsync(AsyncDuplexStreamingCall<ConnectResponsesRequest, ConnectResponsesResponse> call)
    {
        await call.RequestStream.CompleteAsync();
        return await call.ResponseStream.ReadAllAsync(Token).Select(r => r.Event).ToListAsync(Token);
    }

    private AsyncDuplexStreamingCall<ConnectResponsesRequest, ConnectResponsesResponse> Connect() =>
        new ResponsesService.ResponsesServiceClient(_server.Grpc).ConnectResponses(cancellationToken: Token);
}
