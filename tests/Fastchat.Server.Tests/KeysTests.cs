using System.Net;
using Fastchat.Contracts.Chat.V1;
using Grpc.Core;

namespace Fastchat.Server;

public sealed class KeysTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Unary = "/fastchat.chat.v1.ModelService/ListModels";
    private const string Stream = "/fastchat.chat.v1.ChatService/Chat";
    private const string Wrong = "fc_not-a-key-of-this-server";

    private readonly TestServer _server = shared.Server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory(Timeout = Limits.Test)]
    [InlineData("authorization", "Bearer " + TestServer.ApiKey)]
    [InlineData("authorization", "bearer " + TestServer.ApiKey)]
    [InlineData("x-api-key", TestServer.ApiKey)]
    public async Task Key_InEitherHeader_LetsIn(string header, string value)
    {
        var rest = await _server.RestAs(null).SendAsync(new HttpRequestMessage(HttpMethod.Get, "/v1/models") { Headers = { { header, value } } });
        var grpc = await Models(null).ListModelsAsync(new ListModelsRequest(), new Metadata { { header, value } }, cancellationToken: Token);

        Assert.Equal(HttpStatusCode.OK, rest.Status);
        Assert.NotEmpty(grpc.Models);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(null, "missing_api_key")]
    [InlineData(Wrong, "invalid_api_key")]
    public async Task Key_MissingOrWrong_IsRefusedInRestsShape(string? key, string code)
    {
        var answer = await _server.RestAs(key).GetAsync("/v1/models");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal("application/json", answer.ContentType);
        Assert.Equal(["message", "type", "param", "code"], answer.Error.EnumerateObject().Select(p => p.Name));
        Assert.Equal("authentication_error", answer.Error.GetProperty("type").GetString());
        Assert.Equal(code, answer.Error.GetProperty("code").GetString());
        Assert.DoesNotContain(Wrong, answer.Text, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(null, "MISSING_API_KEY")]
    [InlineData(Wrong, "INVALID_API_KEY")]
    public async Task Key_MissingOrWrong_IsRefusedInGrpcsShape(string? key, string reason)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => Models(key).ListModelsAsync(new ListModelsRequest(), cancellationToken: Token).ResponseAsync);

        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        Assert.Contains(reason, System.Text.Encoding.Latin1.GetString(refused.Trailers.GetValueBytes("grpc-status-details-bin")!), StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(null)]
    [InlineData(Wrong)]
    public async Task Key_MissingOrWrong_IsRefusedInConnectsShape(string? key)
    {
        var unary = await _server.RestAs(key).CallAsync(Unary, "application/proto", new ListModelsRequest());
        var stream = await _server.RestAs(key).CallAsync(Stream, "application/connect+proto", new ChatRequest());

        Assert.Equal(HttpStatusCode.Unauthorized, unary.Status);
        Assert.Equal("unauthenticated", unary.Json.GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.OK, stream.Status);
        Assert.Contains("\"code\":\"unauthenticated\"", stream.ReadStream<ChatResponse>("application/connect+proto").End, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(null)]
    [InlineData(Wrong)]
    public async Task Key_MissingOrWrong_IsRefusedInGrpcWebsShape(string? key)
    {
        using var rest = new HttpRequestMessage(HttpMethod.Post, Unary)
        {
            Content = new ByteArrayContent(Envelopes.Of([])) { Headers = { ContentType = new("application/grpc-web+proto") } },
        };
        using var response = await _server.RestAs(key).BeginAsync(rest, Token);
        var trailers = Envelopes.Read(await response.Content.ReadAsByteArrayAsync(Token)).Where(e => e.Flags == 0x80).Select(e => System.Text.Encoding.ASCII.GetString(e.Message));

        // Either place is the protocol's: headers when nothing else is sent, or a last frame.
        var status = response.Headers.TryGetValues("grpc-status", out var values) ? $"grpc-status:{values.Single()}" : trailers.Single().Replace(": ", ":", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith("grpc-status:16", status, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task AdminKey_OnATenantsMethod_IsRefused()
    {
        var answer = await _server.RestAs(TestServer.AdminKey).GetAsync("/v1/files");

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Equal("permission_denied", answer.Error.GetProperty("code").GetString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task TenantKey_OnAnAdminsMethod_IsRefused()
    {
        var answer = await _server.Rest.PostAsync("/v1/admin/tenants", new { name = "mine" });

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Equal("permission_denied", answer.Error.GetProperty("code").GetString());
        Assert.DoesNotContain("\"mine\"", (await _server.RestAs(TestServer.AdminKey).GetAsync("/v1/admin/tenants")).Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ConfiguredKey_ReplacedAtTheNextStart_StopsWorking()
    {
        const string next = "fc_test-key-that-comes-next";
        var first = await TestServer.StartAsync();
        var folder = await first.StopAsync();

        await using var second = await TestServer.StartAsync(folder, options => options with { ApiKey = next });

        Assert.Equal(HttpStatusCode.Unauthorized, (await second.Rest.GetAsync("/v1/models")).Status);
        Assert.Equal(HttpStatusCode.OK, (await second.RestAs(next).GetAsync("/v1/models")).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ConfiguredKey_TakenOutOfTheConfiguration_StopsWorking()
    {
        var first = await TestServer.StartAsync();
        var folder = await first.StopAsync();

        await using var second = await TestServer.StartAsync(folder, options => options with { ApiKey = null, AdminKey = null });

        Assert.Equal(HttpStatusCode.Unauthorized, (await second.Rest.GetAsync("/v1/models")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await second.RestAs(TestServer.AdminKey).GetAsync("/v1/admin/tenants")).Status);
        Assert.Equal(HttpStatusCode.OK, (await second.RestAs(second.Host.ApiKey!.Key).GetAsync("/v1/models")).Status);
        Assert.Equal(HttpStatusCode.OK, (await second.RestAs(second.Host.AdminKey!.Key).GetAsync("/v1/admin/tenants")).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task GeneratedKeys_NextStart_AreTheSameAndWork()
    {
        var first = await TestServer.StartAsync(change: options => options with { ApiKey = null, AdminKey = null });
        var key = first.Host.ApiKey!.Key;
        Assert.True(first.Host.ApiKey.IsNew);
        var folder = await first.StopAsync();

        await using var second = await TestServer.StartAsync(folder, options => options with { ApiKey = null, AdminKey = null });

        Assert.False(second.Host.ApiKey!.IsNew);
        Assert.Equal(key, second.Host.ApiKey.Key);
        Assert.Equal(HttpStatusCode.OK, (await second.RestAs(key).GetAsync("/v1/models")).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Keys_InTheDatabase_AreHashesOnly()
    {
        var server = await TestServer.StartAsync();
        var made = await server.AddTenantAsync("acme");
        using var folder = await server.StopAsync();

        foreach (var path in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories))
        {
            var content = await File.ReadAllTextAsync(path, System.Text.Encoding.Latin1, Token);
            Assert.DoesNotContain(made, content, StringComparison.Ordinal);
            Assert.DoesNotContain(TestServer.ApiKey, content, StringComparison.Ordinal);
        }
    }

    private ModelService.ModelServiceClient Models(string? key) => new(_server.GrpcAs(key));
}
