using Fastchat.Contracts.Chat.V1;
using Grpc.Core;

namespace Fastchat.Server;

/// <summary>A server with two tenants, each of which owns one thing of each kind.</summary>
public sealed class TwoTenants : IAsyncLifetime
{
    private TestServer _server = null!;

    /// <summary>What the caller owns.</summary>
    public OwnedIds Mine { get; private set; } = null!;

    /// <summary>What the other tenant owns.</summary>
    public OwnedIds Theirs { get; private set; } = null!;

    /// <summary>The caller's REST.</summary>
    public RestClient MyRest { get; private set; } = null!;

    /// <summary>The caller's gRPC.</summary>
    public CallInvoker MyGrpc { get; private set; } = null!;

    /// <summary>The other tenant's REST.</summary>
    public RestClient TheirRest { get; private set; } = null!;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        var key = await _server.AddTenantAsync("other");
        (MyRest, MyGrpc, TheirRest) = (_server.Rest, _server.Grpc, _server.RestAs(key));
        Mine = await FillAsync(MyRest, MyGrpc);
        Theirs = await FillAsync(TheirRest, _server.GrpcAs(key));
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task<OwnedIds> FillAsync(RestClient rest, CallInvoker grpc)
    {
        var store = await rest.MakeStoreAsync(("lighthouse.txt", LighthouseServer.Text));
        var file = (await rest.GetAsync("/v1/files")).Json.GetProperty("data")[0].GetProperty("id").GetString()!;
        var completion = await rest.PostAsync("/v1/chat/completions", new { model = "scripted", store = true, messages = new[] { new { role = "user", content = "hello" } } });
        using var call = new ChatService.ChatServiceClient(grpc).Chat(
            new ChatRequest { Model = "scripted", Messages = { new Message { Role = Role.User, Text = "hello" } } }, cancellationToken: TestContext.Current.CancellationToken);
        var run = (await call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken).LastAsync(TestContext.Current.CancellationToken)).Event.RunId;
        var key = await rest.PostAsync("/v1/admin/keys", new { name = "a key", role = "viewer" });
        var rule = await rest.PostAsync("/v1/admin/policies", new { spec = new { name = "a rule", effect = "deny", models = new[] { "none" } } });
        var workspace = await rest.PostAsync("/v1/admin/workspaces", new { name = "a workspace" });
        var erasure = await rest.PostAsync("/v1/admin/users:erase", new { user_id = "nobody" });
        return new OwnedIds(file["file-".Length..][..10], file, store, run, completion.Json.GetProperty("id").GetString()!,
            key.Json.GetProperty("key").GetProperty("key_id").GetString()!,
            rule.Json.GetProperty("rule_id").GetString()!, workspace.Json.GetProperty("workspace_id").GetString()!,
            erasure.Json.GetProperty("erasure_id").GetString()!);
    }
}
