using System.Net;

namespace Fastchat.Rpc.Http;

public sealed class CorsTests
{
    private static readonly (string, string)[] Preflight =
        [("origin", "https://page.test"), ("access-control-request-method", "POST"), ("access-control-request-headers", "authorization,x-grpc-web")];

    [Fact(Timeout = Limits.Test)]
    public async Task Preflight_AnyOriginAllowed_IsAnsweredWithoutTheCall()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(HttpMethod.Options, "/v1/say", null, Preflight);

        Assert.Equal(HttpStatusCode.NoContent, reply.Status);
        Assert.Equal("*", reply.Headers["access-control-allow-origin"]);
        Assert.Equal("authorization,x-grpc-web", reply.Headers["access-control-allow-headers"]);
        Assert.Contains("POST", reply.Headers["access-control-allow-methods"], StringComparison.Ordinal);
        Assert.Equal("7200", reply.Headers["access-control-max-age"]);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("https://page.test", true)]
    [InlineData("HTTPS://PAGE.TEST", true)]
    [InlineData("https://evil.test", false)]
    [InlineData("https://page.test.evil.test", false)]
    public async Task Preflight_OriginsNamed_AllowsThoseAlone(string allowed, bool answered)
    {
        await using var server = await WireServer.StartAsync(options: new RpcOptions { AllowedOrigins = [allowed] });

        var reply = await server.SendAsync(HttpMethod.Options, "/v1/say", null, Preflight);

        Assert.Equal(answered ? HttpStatusCode.NoContent : HttpStatusCode.MethodNotAllowed, reply.Status);
        Assert.Equal(answered ? "https://page.test" : null, reply.Headers.GetValueOrDefault("access-control-allow-origin"));
        Assert.Equal("Origin", reply.Headers["vary"]);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Call_OfNoPage_OriginsNamed_TellsCachesThatPagesGetAnother()
    {
        await using var server = await WireServer.StartAsync(options: new RpcOptions { AllowedOrigins = ["https://page.test"] });

        Assert.Equal("Origin", (await server.PostJsonAsync("/v1/say", "{}")).Headers["vary"]);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Call_FromAPage_MayReadAllHeaders()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.CallAsync(server.Http1, "Say", "application/grpc-web", Frames.Texts("hi"), ("origin", "https://page.test"));

        Assert.Equal("*", reply.Headers["access-control-allow-origin"]);
        Assert.Equal("*", reply.Headers["access-control-expose-headers"]);
        Assert.DoesNotContain("access-control-allow-credentials", reply.Headers.Keys);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Options_WithoutPreflight_IsNoPreflight()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(HttpMethod.Options, "/v1/say");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, reply.Status);
        Assert.DoesNotContain("access-control-allow-origin", reply.Headers.Keys);
    }
}
