using System.Text;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.WireTest;
using Grpc.Core;

namespace Fastchat.Rpc.Rest;

public sealed class RestEndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Twins_WithDifferentOptions_AreRefusedAtStart()
    {
        var error = Assert.Throws<FormatException>(() => new RestRoutes(ServiceBinder.Bind(new UnevenHandler())));

        Assert.Equal(
            "/fastchat.wiretest.v1.UnevenService/CreateUneven and /fastchat.wiretest.v1.UnevenService/StreamUneven share POST /v1/uneven, "
            + "so all their options but google.api.http, idempotency_level and fastchat.json.v1.stream must be alike.",
            error.Message);
    }

    [Theory]
    [InlineData("MessageInPath", "GET /v1/wrong/{filter}: 'filter' is not a single value, as a path's segment is.")]
    [InlineData("ListInPath", "GET /v1/wrong/{tags}: 'tags' is not a single value, as a path's segment is.")]
    [InlineData("BodyInPath", "POST /v1/wrong/{filter.name}: 'filter.name' is in the body.")]
    [InlineData("NoSuchBody", "POST /v1/wrong: body 'nothing' is no field of fastchat.wiretest.v1.RouteRequest.")]
    [InlineData("NoNamedEvents", "'nothing' is no oneof of fastchat.wiretest.v1.RouteResponse.")]
    [InlineData("NamedEventsOfBody", "named_events needs a response_body, which the other events are.")]
    [InlineData("NoSuchVariable", "GET /v1/wrong/{filter.nothing}: 'filter.nothing' is no field of fastchat.wiretest.v1.RouteRequest.")]
    [InlineData("NestedBindings", "additional bindings do not nest.")]
    [InlineData("NoSuccess", "GET /v1/wrong: success_status is 404, not 200 to 299.")]
    [InlineData("NoShape", "POST /v1/wrong: google.protobuf.Any has no shaped JSON.")]
    [InlineData("NoEventId", "fastchat.wiretest.v1.RouteResponse.request is neither text nor a whole number: it cannot be an event's name or id.")]
    public void Rule_ThatCannotBeServed_IsRefusedAtStart(string method, string why)
    {
        var wrong = ServiceBinder.Bind(new WrongHandler()).Single(m => m.FullName.EndsWith("/" + method, StringComparison.Ordinal));

        Assert.EndsWith(why, Assert.Throws<FormatException>(() => new RestRoutes([wrong])).Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Chooses_RefusedCaller_IsAnsweredBeforeItsBodyComes()
    {
        await using var server = await WireServer.StartAsync(interceptors: new Refusal());

        var answer = await ExchangeAsync(server, "POST /v1/answers HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n", "}}");

        Assert.StartsWith("HTTP/1.1 401 Unauthorized\r\n", answer, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Chooses_BodyBreaksTheRulesOfHttp_Is400InRestsForm()
    {
        await using var server = await WireServer.StartAsync();

        var answer = await ExchangeAsync(server, "POST /v1/answers HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nno chunk\r\n", "}}");

        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("""
            "type":"invalid_request_error","param":null,"code":"invalid_request"}}
            """, answer, StringComparison.Ordinal);
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Chooses_TheTwin_InterceptorsRunOnceAndSeeThePlainMethodFirst()
    {
        var seen = new List<string>();
        await using var server = await WireServer.StartAsync(interceptors: new Witness(seen));

        await server.PostJsonAsync("/v1/answers", """{"prompt":"a","stream":true}""");

        Assert.Equal(["/fastchat.wiretest.v1.AnswerService/CreateAnswer", "/fastchat.wiretest.v1.AnswerService/StreamAnswer"], seen);
    }

    // The connection stays open on the caller's side: an answer that waits for more of the request never comes.
    private static async Task<string> ExchangeAsync(WireServer server, string request, string end)
    {
        await using var connection = server.Connect();
        await connection.WriteAsync(Encoding.ASCII.GetBytes(request), Token);
        await connection.FlushAsync(Token);
        var answer = new StringBuilder();
        var buffer = new byte[1024];
        while (!answer.ToString().EndsWith(end, StringComparison.Ordinal) && await connection.ReadAsync(buffer, Token) is > 0 and var length)
            answer.Append(Encoding.ASCII.GetString(buffer, 0, length));
        return answer.ToString();
    }

    private sealed class Refusal : CallInterceptor
    {
        public override Task InterceptAsync(ServerCall call, CallHandler next) => throw new RpcException(new Status(StatusCode.Unauthenticated, "Who are you?"));
    }

    private sealed class Witness(List<string> seen) : CallInterceptor
    {
        public override async Task InterceptAsync(ServerCall call, CallHandler next)
        {
            seen.Add(call.Method);
            await next(call);
            seen.Add(call.Method);
        }
    }

    private sealed class WrongHandler : WrongService.WrongServiceBase;

    private sealed class UnevenHandler : UnevenService.UnevenServiceBase;
}
