using System.Net;
using Fastchat.Testing;
using Microsoft.AspNetCore.Builder;

namespace Fastchat.Rpc.OpenApi;

public sealed class OpenApiFilesTests
{
    [Theory(Timeout = Limits.Test)]
    [InlineData("/openapi.json", "application/json", "{\"openapi\":\"3.1.1\"")]
    [InlineData("/docs", "text/html; charset=utf-8", "<!doctype html>")]
    [InlineData("/docs/docs.css", "text/css; charset=utf-8", ":root")]
    [InlineData("/docs/docs.js", "text/javascript; charset=utf-8", "//")]
    public async Task Get_File_IsServedWithItsTypeAndPolicy(string path, string contentType, string beginning)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(HttpMethod.Get, path);

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal(contentType, reply.Headers["Content-Type"]);
        Assert.StartsWith(beginning, reply.Text, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", reply.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal("nosniff", reply.Headers["X-Content-Type-Options"]);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Head_File_HasItsLengthAndNoBody()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(HttpMethod.Head, "/docs");

        Assert.True(int.Parse(reply.Headers["Content-Length"], System.Globalization.CultureInfo.InvariantCulture) > 1000);
        Assert.Empty(reply.Text);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Document_UnderABasePath_SaysWhereTheServerIs()
    {
        await using var server = await KestrelInMemory.StartAsync(
            services => services.AddRpc(new RpcOptions()).AddRpcOpenApi(_ => Described.Options),
            app => app.UsePathBase("/base").UseRpc().UseRpcOpenApi(),
            cancellationToken: TestContext.Current.CancellationToken);
        using var client = server.CreateHttp1Client();

        Assert.Contains("\"servers\":[{\"url\":\"/base\"}]", await client.GetStringAsync("/base/openapi.json", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("\"servers\":[{\"url\":\"/\"}]", await client.GetStringAsync("/openapi.json", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("POST", "/openapi.json")]
    [InlineData("GET", "/OpenAPI.json")]
    [InlineData("GET", "/docs/docs.html")]
    [InlineData("GET", "/docs/..%2fopenapi.json")]
    public async Task Request_ForNoFile_GoesOn(string method, string path)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(new HttpMethod(method), path);

        Assert.Equal(HttpStatusCode.NotFound, reply.Status);
        Assert.Contains("unknown_url", reply.Text, StringComparison.Ordinal);
    }
}
