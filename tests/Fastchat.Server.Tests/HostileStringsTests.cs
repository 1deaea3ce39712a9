using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Contracts.Retrieval.V1;
using Microsoft.Extensions.Logging;

namespace Fastchat.Server;

/// <summary>Text made to break databases, headers, logs and parsers: it comes out as it went in, or is refused with the field named.</summary>
public sealed class HostileStringsTests : IAsyncLifetime
{
    // What breaks things most, for every field there is; the whole corpus goes through those that are kept.
    private static readonly string[] Worst =
    [
        "a\0b", "\0", "a\r\nX-Injected: yes\r\n\r\n<html>", "'; DROP TABLE files; --", "\" OR \"\"=\"", "%' ESCAPE '!", "\u202Egnp.exe\u2066", "\uFEFF\u200B\u2028",
        "\U0001F469\u200D\U0001F680", "${jndi:ldap://127.0.0.1/a}", "{0}{name}%s%n", "../../../etc/passwd\0.txt", new('x', 20_000),
    ];

    private readonly AllLogs _logs = new();
    private TestServer _server = null!;
    private OwnedIds _ids = null!;

    /// <summary>Every method and text field.</summary>
    public static TheoryData<string> Methods => [.. Contract.Methods.Values.Where(m => !m.IsClientStreaming && FieldPaths.Texts(m.InputType).Any()).Select(m => m.FullName)];

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(change: o => o with { LogLevel = LogLevel.Debug }, configure: _logs.Listen);
        _ids = await TenantThings.MakeAsync(_server, TestServer.ApiKey);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact(Timeout = 300_000)]
    public async Task Text_InAnyFieldOfAnyMethod_IsServedOrRefusedAndNeverAFault()
    {
        var faults = new List<string>();
        foreach (var method in Methods.Select(m => Contract.Methods[m.Data]))
        {
            var invoker = _server.GrpcAs(TenantIsolationTests.IsOfTenants(method) ? _ids.ApiKey : TestServer.AdminKey);
            foreach (var path in FieldPaths.Texts(method.InputType))
            {
                foreach (var text in Worst)
                {
                    var request = OwnRequests.Of(method, _ids);
                    request.Place(path, text);
                    var answer = await Contract.AnswerAsync(invoker, method, request);
                    if (answer.Code is "Internal" or "Unknown" or "Unavailable") faults.Add($"{method.FullName} {path.Name()} {JsonSerializer.Serialize(text[..Math.Min(text.Length, 30)])}: {answer.Code}");
                }
            }
        }

        Assert.Empty(faults);
        Assert.NotEmpty(_logs.Lines);
        Assert.DoesNotContain(_logs.Lines, line => line.Contains("X-Injected", StringComparison.Ordinal) && line.Contains('\n', StringComparison.Ordinal));
    }

    /// <summary>Where texts are kept: how they are written over REST and read over gRPC.</summary>
    public static TheoryData<string> Kept => ["vector store name", "metadata value", "metadata key", "workspace name", "key name", "rule name", "rule model", "limit name", "display name", "system prompt", "stored answer", "stored metadata", "file name"];

    [Theory(Timeout = 300_000)]
    [MemberData(nameof(Kept))]
    public async Task Text_ThatIsKept_ComesOutAsItWentInOrIsRefusedByName(string what)
    {
        var kept = 0;
        // The headers of a form's part end long before the longest text does.
        foreach (var text in Corpus().Where(t => what != "file name" || t.Length < 4096))
        {
            var answer = await WriteAsync(what, text);
            if ((int)answer.Status == 400)
            {
                Assert.False(string.IsNullOrEmpty(answer.Error.GetProperty("param").GetString()), $"{JsonSerializer.Serialize(text)}: {answer}");
                continue;
            }

            Assert.True((int)answer.Status is 200 or 201, $"{JsonSerializer.Serialize(text)}: {answer}");
            Assert.Equal(text, await ReadAsync(what, text, answer.Json));
            kept++;
        }

        Assert.NotEqual(0, kept);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Text_OfHalfACharacter_IsRefusedOverREST()
    {
        var body = new StringContent("""{"name": "half \ud83d"}""", Encoding.UTF8, "application/json");

        var answer = await _server.Rest.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/v1/vector_stores") { Content = body });

        Assert.Equal(400, (int)answer.Status);
        Assert.Equal("name", answer.Error.GetProperty("param").GetString());
    }

    private static IEnumerable<string> Corpus()
    {
        var folder = Environment.GetEnvironmentVariable("FASTCHAT_CORPORA") is { Length: > 0 } named ? new DirectoryInfo(named) : Above("shared/corpora");
        var file = folder is null ? null : Path.Combine(folder.FullName, "strings", "blns__blns.json");
        return file is not null && File.Exists(file) ? Worst.Concat(JsonSerializer.Deserialize<string[]>(File.ReadAllText(file))!.Where(s => s.Length > 0)) : Worst;
    }

    private static DirectoryInfo? Above(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, path))) return new DirectoryInfo(Path.Combine(folder.FullName, path));
        }

        return null;
    }

    private Task<RestAnswer> WriteAsync(string what, string text)
    {
        var note = new Dictionary<string, string> { ["note"] = text };
        return what switch
        {
            "vector store name" => _server.Rest.PostAsync($"/v1/vector_stores/{_ids.Store}", new { name = text }),
            "metadata value" => _server.Rest.PostAsync($"/v1/vector_stores/{_ids.Store}", new { metadata = note }),
            "metadata key" => _server.Rest.PostAsync($"/v1/vector_stores/{_ids.Store}", new { metadata = new Dictionary<string, string> { [text] = "value" } }),
            "workspace name" => _server.Rest.PatchAsync($"/v1/admin/workspaces/{_ids.Workspace}", new { name = text }),
            "key name" => _server.Rest.PostAsync("/v1/admin/keys", new { name = text, role = "viewer" }),
            "rule name" => PutAsync(_server.Rest, $"/v1/admin/policies/{_ids.Rule}", new { name = text, effect = "deny", models = new[] { "none" } }),
            "rule model" => PutAsync(_server.Rest, $"/v1/admin/policies/{_ids.Rule}", new { name = "rule", effect = "deny", models = new[] { text } }),
            "limit name" => PutAsync(_server.Rest, "/v1/admin/limits", new { kind = "user", name = text, limits = new { requests_per_day = 1000 } }),
            "display name" => _server.RestAs(TestServer.AdminKey).PatchAsync($"/v1/admin/tenants/{_ids.Tenant}", new { display_name = text }),
            "system prompt" => _server.RestAs(TestServer.AdminKey).PatchAsync($"/v1/admin/tenants/{_ids.Tenant}/config", new { prompts = new { system_prompt = text } }),
            "stored answer" => ChatAsync(text, note: "x"),
            "stored metadata" => ChatAsync("hello", text),
            _ => UploadAsync(text),
        };
    }

    private async Task<string> ReadAsync(string what, string text, JsonElement written)
    {
        var grpc = _server.Grpc;
        var token = TestContext.Current.CancellationToken;
        var collections = new CollectionService.CollectionServiceClient(grpc);
        var policies = new PolicyService.PolicyServiceClient(grpc);
        var completions = new ChatCompletionsService.ChatCompletionsServiceClient(grpc);
        var tenants = new TenantService.TenantServiceClient(_server.GrpcAs(TestServer.AdminKey));
        return what switch
        {
            "vector store name" => (await collections.GetCollectionAsync(new GetCollectionRequest { CollectionId = _ids.Store }, cancellationToken: token)).Collection.Name,
            "metadata value" => (await collections.GetCollectionAsync(new GetCollectionRequest { CollectionId = _ids.Store }, cancellationToken: token)).Collection.Metadata["note"],
            "metadata key" => (await collections.GetCollectionAsync(new GetCollectionRequest { CollectionId = _ids.Store }, cancellationToken: token)).Collection.Metadata.Keys.Single(),
            "workspace name" => (await new WorkspaceService.WorkspaceServiceClient(grpc).GetWorkspaceAsync(new GetWorkspaceRequest { WorkspaceId = _ids.Workspace }, cancellationToken: token)).Workspace.Name,
            "key name" => (await new KeyService.KeyServiceClient(grpc).GetKeyAsync(new GetKeyRequest { KeyId = written.GetProperty("key").GetProperty("key_id").GetString()! }, cancellationToken: token)).Key.Name,
            "rule name" => (await policies.GetPolicyRuleAsync(new GetPolicyRuleRequest { RuleId = _ids.Rule }, cancellationToken: token)).Rule.Spec.Name,
            "rule model" => (await policies.GetPolicyRuleAsync(new GetPolicyRuleRequest { RuleId = _ids.Rule }, cancellationToken: token)).Rule.Spec.Models.Single(),
            "limit name" => await LimitAsync(text),
            "display name" => (await tenants.GetTenantAsync(new GetTenantRequest { TenantId = _ids.Tenant }, cancellationToken: token)).Tenant.DisplayName,
            "system prompt" => (await tenants.GetTenantAsync(new GetTenantRequest { TenantId = _ids.Tenant }, cancellationToken: token)).Tenant.Config.Prompts.SystemPrompt,
            "stored answer" => Same(text, (await completions.GetChatCompletionAsync(new GetChatCompletionRequest { CompletionId = written.GetProperty("id").GetString()! }, cancellationToken: token)).Completion.Choices[0].Message.Content, written),
            "stored metadata" => (await completions.GetChatCompletionAsync(new GetChatCompletionRequest { CompletionId = written.GetProperty("id").GetString()! }, cancellationToken: token)).Completion.Metadata["note"],
            _ => Named(text, (await new FilesService.FilesServiceClient(grpc).GetFileAsync(new GetFileRequest { FileId = written.GetProperty("id").GetString()! }, cancellationToken: token)).File.Filename),
        };
    }

    // The name of a file is what is behind the last slash, without blanks around it.
    private static string Named(string text, string filename) => filename == text[(text.LastIndexOfAny(['/', '\\']) + 1)..].Trim() ? text : filename;

    // The model says what it says; what is kept is what was said.
    private static string Same(string text, string stored, JsonElement written) => written.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString() == stored ? text : stored;

    private async Task<string> LimitAsync(string text)
    {
        var limits = new LimitService.LimitServiceClient(_server.Grpc);
        var token = TestContext.Current.CancellationToken;
        var page = await limits.ListLimitsAsync(new ListLimitsRequest { PageSize = 100 }, cancellationToken: token);
        var found = page.Limits.SingleOrDefault(l => l.Name == text)?.Name ?? "";

        // Deleted by the path, which takes it too.
        await limits.DeleteLimitAsync(new DeleteLimitRequest { Kind = LimitKind.User, Name = text }, cancellationToken: token);
        return found;
    }

    private static Task<RestAnswer> PutAsync(RestClient rest, string path, object body) => rest.SendAsync(new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(body) });

    private Task<RestAnswer> ChatAsync(string text, string note) => _server.Rest.PostAsync("/v1/chat/completions", new
    {
        model = "scripted",
        store = true,
        metadata = new Dictionary<string, string> { ["note"] = note },
        messages = new[] { new { role = "user", content = text } },
    });

    private Task<RestAnswer> UploadAsync(string filename)
    {
        // Written by hand: client libraries refuse some of these names.
        var body = $"--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nassistants\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename*=UTF-8''{Uri.EscapeDataString(filename)}\r\n\r\ntext\r\n--b--\r\n";
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
        return _server.Rest.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/v1/files") { Content = content });
    }
}
