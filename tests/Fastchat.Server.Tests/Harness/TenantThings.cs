using System.Net.Http.Json;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Testing;
using Grpc.Core;

namespace Fastchat.Server;

/// <summary>Gives a tenant things of each kind.</summary>
internal static class TenantThings
{
    /// <summary>Makes two of everything that is listed, so that there is a second page, each with a word of the tenant's in its names and texts.</summary>
    public static async Task<OwnedIds> MakeAsync(TestServer server, string apiKey, string word = "")
    {
        var rest = server.RestAs(apiKey);
        var store = await rest.MakeStoreAsync(($"lighthouse{word}.txt", $"{LighthouseServer.Text} Ask for {word} at the lighthouse."), ("other.txt", $"Otters live by the river. {word}"));
        await rest.PostAsync($"/v1/vector_stores/{store}", new { name = $"store{word}", metadata = new Dictionary<string, string> { ["note"] = word } });
        await rest.PostAsync("/v1/vector_stores", new { name = "empty" });
        var file = (await rest.GetAsync("/v1/files")).Json.GetProperty("data")[0].GetProperty("id").GetString()!;
        var messages = new[] { new { role = "user", content = $"hello {word}" } };
        var completion = await rest.PostAsync("/v1/chat/completions", new { model = "scripted", store = true, messages, user = $"a user{word}" });
        await rest.PostAsync("/v1/chat/completions", new { model = "extractive", messages });
        var conversation = await rest.PostAsync("/v1/conversations", new { items = messages, metadata = new Dictionary<string, string> { ["note"] = word } });
        var conversationId = conversation.Json.GetProperty("id").GetString()!;
        var item = await rest.PostAsync($"/v1/conversations/{conversationId}/items", new { items = messages });
        RestAnswer key = null!, rule = null!, workspace = null!, erasure = null!, webhook = null!;
        foreach (var name in new[] { "a", "another" })
        {
            key = await rest.PostAsync("/v1/admin/keys", new { name = $"{name} key{word}", role = "viewer" });
            rule = await rest.PostAsync("/v1/admin/policies", new { spec = new { name = $"{name} rule{word}", effect = "deny", models = new[] { $"none{word}" } } });
            webhook = await rest.PostAsync("/v1/admin/webhooks", new { url = $"https://receiver.invalid/{name}{word}", event_types = new[] { "run.completed" } });
            workspace = await rest.PostAsync("/v1/admin/workspaces", new { name = $"{name} workspace{word}" });
            erasure = await rest.PostAsync("/v1/admin/users:erase", new { user_id = $"{name} leaving user{word}" });
            await rest.SendAsync(new HttpRequestMessage(HttpMethod.Put, "/v1/admin/limits")
            {
                Content = JsonContent.Create(new { kind = "user", name = $"{name} user{word}", limits = new { requests_per_day = 1000 } }),
            });
        }

        var (upload, part) = await UploadAsync(rest, $"upload{word}.txt");
        var run = await RunAsync(server.GrpcAs(apiKey), $"hello {word}");
        var webhookId = webhook.Json.GetProperty("webhook").GetProperty("webhook_id").GetString()!;
        var delivery = (await rest.GetAsync($"/v1/admin/webhooks/{webhookId}/deliveries")).Json.GetProperty("deliveries")[0].GetProperty("delivery_id").GetString()!;
        return new OwnedIds(
            apiKey,
            file["file-".Length..][..10],
            file,
            upload,
            part,
            store,
            run,
            completion.Json.GetProperty("id").GetString()!,
            await ResponseAsync(rest, $"hello {word}"),
            conversationId,
            item.Json.GetProperty("first_id").GetString()!,
            key.Json.GetProperty("key").GetProperty("key_id").GetString()!,
            rule.Json.GetProperty("rule_id").GetString()!,
            workspace.Json.GetProperty("workspace_id").GetString()!,
            erasure.Json.GetProperty("erasure_id").GetString()!,
            webhookId,
            delivery);
    }

    // Pending, with all its bytes in one part.
    private static async Task<(string Upload, string Part)> UploadAsync(RestClient rest, string filename)
    {
        var upload = (await rest.PostAsync("/v1/uploads", new { filename, purpose = "assistants", bytes = 5, mime_type = "text/plain" })).Json.GetProperty("id").GetString()!;
        return (upload, (await rest.AddPartAsync(upload, "words"u8.ToArray())).Json.GetProperty("id").GetString()!);
    }

    // Made in the background, so that it can be cancelled; and ended, so that another can go on from it.
    private static async Task<string> ResponseAsync(RestClient rest, string text)
    {
        var id = (await rest.PostAsync("/v1/responses", new { model = "scripted", input = text, background = true })).Json.GetProperty("id").GetString()!;
        await Eventually.IsTrueAsync(async () => (await rest.GetAsync($"/v1/responses/{id}")).Json.GetProperty("status").GetString() == "completed");
        return id;
    }

    private static async Task<string> RunAsync(CallInvoker grpc, string text)
    {
        var token = TestContext.Current.CancellationToken;
        using var call = new ChatService.ChatServiceClient(grpc).Chat(new ChatRequest { Model = "scripted", Messages = { new Message { Role = Role.User, Text = text } } }, cancellationToken: token);
        return (await call.ResponseStream.ReadAllAsync(token).LastAsync(token)).Event.RunId;
    }
}
