using System.Net;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Governance.Overload;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Server;

/// <summary>More calls than can be begun soon: what is refused, how, and what is not.</summary>
public sealed class OverloadTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Calls_BeyondThoseThatMayWait_AreRefusedAtOnceAndLeaveNoRecord()
    {
        await using var server = await TestServer.StartAsync(change: o => o with { Overload = new OverloadOptions { MaxWaitingCalls = 1 } });
        using var waiting = new WaitingCall(server.Host.Services.GetRequiredService<OverloadGate>());

        var refused = await AskAsync(server, stream: false);
        var error = await Assert.ThrowsAsync<RpcException>(() => new ChatCompletionsService.ChatCompletionsServiceClient(server.Grpc).CreateChatCompletionAsync(
            new CreateChatCompletionRequest { Params = new ChatCompletionParams { Model = "scripted" } }, cancellationToken: TestContext.Current.CancellationToken).ResponseAsync);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "model_overloaded"), (refused.Status, refused.Error.GetProperty("code").GetString()));
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        Assert.Empty((await server.Rest.GetAsync("/v1/admin/audit")).Json.GetProperty("records").EnumerateArray());

        // What reaches no model is served, and so is whoever comes when there is room again.
        Assert.Equal(HttpStatusCode.OK, (await server.Rest.GetAsync("/v1/models")).Status);
        waiting.Dispose();
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(server, stream: false)).Status);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(true, "scripted")]
    [InlineData(false, "scripted")]
    [InlineData(false, "no-such-model")]
    public async Task Calls_ThatHaveEnded_WaitNoMore(bool stream, string model)
    {
        await using var server = await TestServer.StartAsync();

        await AskAsync(server, stream, model);
        await server.RestAs("fc_nobodys-key-at-all").PostAsync("/v1/chat/completions", new { model });

        Assert.Equal(0, server.Host.Services.GetRequiredService<OverloadGate>().Waiting);
    }

    private static Task<RestAnswer> AskAsync(TestServer server, bool stream, string model = "scripted") =>
        server.Rest.PostAsync("/v1/chat/completions", new { model, stream, messages = new[] { new { role = "user", content = "hello" } } });
}
