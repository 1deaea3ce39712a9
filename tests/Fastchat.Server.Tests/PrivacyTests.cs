using System.Net;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Governance.Privacy.Logs;
using Fastchat.Testing;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fastchat.Server;

/// <summary>Personal data stays where the tenant's settings say, over every door.</summary>
public sealed class PrivacyTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Email = "jane.doe@example.com";
    private const string Card = "4111 1111 1111 1111";
    private const string Words = $"Write to {Email} or pay with {Card} today.";
    private const string Masked = "Write to [EMAIL] or pay with [CARD] today.";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory(Timeout = Limits.Test)]
    [InlineData("/v1/chat/completions", "content", false)]
    [InlineData("/v1/chat/completions", "content", true)]
    [InlineData("/v1/chat", "text", false)]
    public async Task Input_Blocked_IsRefusedByNameOfFieldAndKind(string path, string name, bool stream)
    {
        var rest = shared.Server.RestAs(await TenantAsync(new { input = new { card = "block" } }));

        var answer = await rest.PostAsync(path, new { model = "scripted", stream, messages = new object[] { Message("system", name, "Be kind."), Message("user", name, Words) } });

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(("content_blocked", $"messages[1].{name}"), (answer.Error.GetProperty("code").GetString(), answer.Error.GetProperty("param").GetString()));
        Assert.Contains("card", answer.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("4111", answer.Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Input_BlockedOverGrpc_IsInvalidArgument()
    {
        var grpc = shared.Server.GrpcAs(await TenantAsync(new { input = new { email = "block" } }));

        var refusal = await Assert.ThrowsAsync<RpcException>(() => AskAsync(grpc, Words));

        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Contains("messages[0].text", refusal.Status.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(Email, refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Input_BlockedInAPartOrAnUnnamedMember_NamesIt()
    {
        var rest = shared.Server.RestAs(await TenantAsync(new { input = new { email = "block" } }));

        var part = await rest.PostAsync("/v1/chat/completions", new { model = "scripted", messages = new[] { new { role = "user", content = new object[] { new { type = "text", text = "Hi" }, new { type = "text", text = Email } } } } });
        var user = await rest.PostAsync("/v1/chat/completions", new { model = "scripted", user = Email, messages = new[] { new { role = "user", content = "Hi" } } });

        Assert.Equal("messages[0].content[1].text", part.Error.GetProperty("param").GetString());
        Assert.Equal("user", user.Error.GetProperty("param").GetString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Response_Masked_IsKeptWithoutWhatWasMasked()
    {
        var rest = shared.Server.RestAs(await TenantAsync(new { input = new { email = "mask", card = "mask" } }));
        var conversation = (await rest.PostAsync("/v1/conversations", new { items = new[] { new { role = "user", content = Words } } })).Json.GetProperty("id").GetString();

        var made = await rest.PostAsync("/v1/responses", new { model = "scripted", instructions = Words, input = Words, metadata = new { who = Email }, conversation });
        var read = await rest.GetAsync($"/v1/responses/{made.Json.GetProperty("id").GetString()}");
        var input = await rest.GetAsync($"/v1/responses/{made.Json.GetProperty("id").GetString()}/input_items");
        var items = await rest.GetAsync($"/v1/conversations/{conversation}/items");

        foreach (var answer in new[] { made, read, input, items }) Assert.DoesNotContain(Email, answer.Text, StringComparison.Ordinal);
        Assert.Equal(Masked, read.Json.GetProperty("instructions").GetString());
        Assert.Equal(Masked, input.Json.GetProperty("data")[0].GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal([Masked, Masked, Masked], items.Json.GetProperty("data").EnumerateArray().Select(i => i.GetProperty("content")[0].GetProperty("text").GetString()));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Items_Blocked_AreRefusedByNameOfField()
    {
        var rest = shared.Server.RestAs(await TenantAsync(new { input = new { card = "block" } }));
        var thread = (await rest.PostAsync("/v1/threads", new { })).Json.GetProperty("id").GetString();

        var item = await rest.PostAsync("/v1/conversations", new { items = new[] { new { role = "user", content = "Hi" }, new { role = "user", content = Words } } });
        var message = await rest.PostAsync($"/v1/threads/{thread}/messages", new { role = "user", content = Words });

        Assert.Equal(("content_blocked", "items[1].content[0].text"), (item.Error.GetProperty("code").GetString(), item.Error.GetProperty("param").GetString()));
        Assert.Equal("content_blocked", message.Error.GetProperty("code").GetString());
        Assert.StartsWith("content", message.Error.GetProperty("param").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("4111", item.Text + message.Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Input_Masked_ModelAndStoreSeeOnlyTheMask()
    {
        await using var upstream = await FakeUpstream.SayingAsync("Noted.");
        await using var server = await TestServer.StartWithAsync(upstream);
        var key = await TenantAsync(server, new { input = new { email = "mask", card = "mask" } });
        var rest = server.RestAs(key);

        var stored = (await rest.PostAsync("/v1/chat/completions", new
        {
            model = FakeUpstream.Model,
            store = true,
            metadata = new { who = Email },
            messages = new[] { new { role = "user", content = Words } },
        })).Json;

        Assert.Equal(Masked, upstream.LastQuestion.GetProperty("messages")[0].GetProperty("content").GetString());
        Assert.DoesNotContain("jane", upstream.LastQuestion.GetRawText(), StringComparison.Ordinal);
        var read = await rest.GetAsync($"/v1/chat/completions/{stored.GetProperty("id").GetString()}");
        Assert.Equal("[EMAIL]", read.Json.GetProperty("metadata").GetProperty("who").GetString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Input_Masked_RunIsToldAndHoldsNoValue()
    {
        var key = await TenantAsync(new { input = new { email = "mask", card = "mask", ip_address = "report" } });

        var events = await AskAsync(shared.Server.GrpcAs(key), Words + " From 10.1.2.3.");

        Assert.Equal("question: email: 1 masked, card: 1 masked, ip_address: 1 found", Assert.Single(events, e => e.Status?.Kind == StatusKind.PersonalData).Status.Message);
        Assert.Equal(Masked + " From 10.1.2.3.", events[^1].Complete.Text);
        await AssertNotStoredAsync(key, events[0].RunId);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Output_Masked_NoDoorLetsTheValueOut()
    {
        var key = await TenantAsync(new { output = new { email = "mask", card = "mask" } });
        var rest = shared.Server.RestAs(key);

        var grpc = await AskAsync(shared.Server.GrpcAs(key), Words);
        var sse = await rest.StreamAsync("/v1/chat", new { model = "scripted", messages = new[] { new { role = "user", text = Words } } }).ToListAsync(Ct);
        var chunks = await rest.StreamAsync("/v1/chat/completions", OpenAI(stream: true)).ToListAsync(Ct);
        var whole = await rest.PostAsync("/v1/chat/completions", OpenAI(stream: false));

        Assert.Equal(Masked, string.Concat(grpc.Where(e => e.Token is not null).Select(e => e.Token.Text)));
        Assert.Equal(Masked, grpc[^1].Complete.Text);
        Assert.Equal("answer: email: 1 masked, card: 1 masked", Assert.Single(grpc, e => e.Status?.Kind == StatusKind.PersonalData).Status.Message);
        Assert.Equal(Masked, string.Concat(sse.Where(e => e.Name == "token").Select(e => e.Json.GetProperty("payload").GetProperty("text").GetString())));
        Assert.Equal(Masked, string.Concat(chunks.SkipLast(1).Select(e => e.Json.GetProperty("choices")[0].GetProperty("delta").TryGetProperty("content", out var c) ? c.GetString() : "")));
        Assert.Equal(Masked, whole.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.DoesNotContain("4111", string.Concat(sse.Concat(chunks).Select(e => e.Data)) + whole.Text, StringComparison.Ordinal);
        await AssertNotStoredAsync(key, grpc[0].RunId);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Output_Blocked_EndsTheStreamBeforeTheValue()
    {
        var key = await TenantAsync(new { output = new { email = "block" } });

        var events = await AskAsync(shared.Server.GrpcAs(key), Words);
        var whole = await shared.Server.RestAs(key).PostAsync("/v1/chat/completions", OpenAI(stream: false));
        var chunks = await shared.Server.RestAs(key).StreamAsync("/v1/chat/completions", OpenAI(stream: true)).ToListAsync(Ct);

        Assert.Equal("content_blocked", events[^1].Error.Code);
        Assert.StartsWith("Write to", string.Concat(events.Where(e => e.Token is not null).Select(e => e.Token.Text)) + " to", StringComparison.Ordinal);
        Assert.DoesNotContain("jane", string.Concat(events.Select(e => e.ToString())), StringComparison.Ordinal);
        Assert.Equal("content_blocked", whole.Error.GetProperty("code").GetString());
        Assert.DoesNotContain("jane", whole.Text + string.Concat(chunks.Select(c => c.Data)), StringComparison.Ordinal);
        Assert.Contains("content_blocked", string.Concat(chunks.Select(c => c.Data)), StringComparison.Ordinal);
        var run = await AssertNotStoredAsync(key, events[0].RunId);
        Assert.Equal("content_blocked", run.Json.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Report_CountsAndChangesNothing()
    {
        var key = await TenantAsync(new { input = new { email = "report" }, output = new { card = "report" } });

        var events = await AskAsync(shared.Server.GrpcAs(key), Words);

        Assert.Equal(Words, events[^1].Complete.Text);
        Assert.Equal(
            ["question: email: 1 found", "answer: card: 1 found"], events.Where(e => e.Status?.Kind == StatusKind.PersonalData).Select(e => e.Status.Message));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task NoSettings_OrAllAllowed_ChangeNothing()
    {
        foreach (var key in new[] { TestServer.ApiKey, await TenantAsync(new { input = new { email = "allow" } }) })
        {
            var events = await AskAsync(shared.Server.GrpcAs(key), Words);

            Assert.Equal(Words, events[^1].Complete.Text);
            Assert.DoesNotContain(events, e => e.Status?.Kind == StatusKind.PersonalData);
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Citations_OfMaskedAnswer_PointAtTheirMarkersAndQuoteNoValue()
    {
        var key = await TenantAsync(new { output = new { email = "mask" } });
        var store = await shared.Server.RestAs(key).MakeStoreAsync(("keeper.txt", $"The keeper of the lighthouse 🗼 is reached at {Email} on any day."));

        using var call = new ChatService.ChatServiceClient(shared.Server.GrpcAs(key)).Chat(
            new ChatRequest { Messages = { new Message { Role = Role.User, Text = "How is the keeper of the lighthouse reached?" } }, Tools = { new Tool { FileSearch = new FileSearch { VectorStoreIds = { store } } } } },
            cancellationToken: Ct);
        var events = await call.ResponseStream.ReadAllAsync(Ct).Select(r => r.Event).ToListAsync(Ct);

        var answer = events[^1].Complete;
        Assert.Contains("reached at [EMAIL] on any day", answer.Text, StringComparison.Ordinal);
        var citation = Assert.Single(answer.Citations);
        Assert.Contains("[EMAIL]", citation.Quote, StringComparison.Ordinal);
        var runes = string.Concat(answer.Text.EnumerateRunes().Skip(citation.Index));
        Assert.StartsWith($"[{citation.Marker}]", runes, StringComparison.Ordinal);
        Assert.DoesNotContain("jane", string.Concat(events.Select(e => e.ToString())), StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Settings_OfAClient_AreMergedAndListed()
    {
        var admin = shared.Server.RestAs(TestServer.AdminKey);
        await admin.PostAsync("/api/v1/admin/clients", new { client_id = "privacy", name = "Privacy", config = new { privacy = new { input = new { email = "mask" }, names = new[] { "Ann Bo" } } } });

        var changed = await admin.SendAsync(new HttpRequestMessage(HttpMethod.Put, "/api/v1/admin/clients/privacy/config") { Content = System.Net.Http.Json.JsonContent.Create(new { privacy = new { input = new { card = "block" }, names = new[] { "Cy Di" } } }) });
        var wrong = await admin.SendAsync(new HttpRequestMessage(HttpMethod.Put, "/api/v1/admin/clients/privacy/config") { Content = System.Net.Http.Json.JsonContent.Create(new { privacy = new { input = new { card = "shred" } } }) });

        Assert.Equal("""{"input":{"email":"mask","card":"block"},"names":["Cy Di"]}""", changed.Json.GetProperty("privacy").GetRawText());
        Assert.Equal("privacy.input.card", wrong.Error.GetProperty("param").GetString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Detector_PresidioThatIsNotSetUp_RefusesWhatMustBeMasked()
    {
        var masks = shared.Server.RestAs(await TenantAsync(new { detector = "presidio", input = new { email = "mask" } }));
        var reports = shared.Server.RestAs(await TenantAsync(new { detector = "presidio", input = new { email = "report" } }));

        Assert.Equal("upstream_unavailable", (await masks.PostAsync("/v1/chat/completions", OpenAI(stream: false))).Error.GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.OK, (await reports.PostAsync("/v1/chat/completions", OpenAI(stream: false))).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Logs_OfEveryLevel_HoldNothingThatWasSaid()
    {
        using var log = new CapturedLogProvider();
        await using var server = await TestServer.StartAsync(change: o => o with { LogLevel = LogLevel.Debug }, configure: b => b.Logging.ClearProviders().AddProvider(log));
        var key = await TenantAsync(server, new { input = new { email = "report" }, output = new { card = "block" } });

        await AskAsync(server.GrpcAs(key), Words + " Zebrafish.");
        await server.RestAs(key).PostAsync("/v1/chat/completions", OpenAI(stream: false));

        Assert.NotEmpty(log.Lines);
        Assert.Contains(log.Lines, l => l.Contains("email: 1 found", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, l => l.Contains("jane", StringComparison.Ordinal) || l.Contains("4111", StringComparison.Ordinal) || l.Contains("Zebrafish", StringComparison.Ordinal));
    }

    [Fact(Timeout = Limits.Test)]
    public void Logs_AllProvidersOfTheServer_AreRedacted() =>
        Assert.All(shared.Server.Host.Services.GetServices<ILoggerProvider>(), p => Assert.IsType<RedactingLoggerProvider>(p));

    private static object Message(string role, string name, string words) => new Dictionary<string, string> { ["role"] = role, [name] = words };

    private static object OpenAI(bool stream) => new { model = "scripted", stream, messages = new[] { new { role = "user", content = Words } } };

    private static async Task<List<ChatEvent>> AskAsync(CallInvoker grpc, string words)
    {
        using var call = new ChatService.ChatServiceClient(grpc).Chat(new ChatRequest { Model = "scripted", Messages = { new Message { Role = Role.User, Text = words } } }, cancellationToken: Ct);
        return await call.ResponseStream.ReadAllAsync(Ct).Select(r => r.Event).ToListAsync(Ct);
    }

    private async Task<RestAnswer> AssertNotStoredAsync(string key, string runId)
    {
        var run = await shared.Server.RestAs(key).GetAsync($"/v1/runs/{runId}");
        Assert.Equal(HttpStatusCode.OK, run.Status);
        Assert.DoesNotContain("jane", run.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("4111", run.Text, StringComparison.Ordinal);
        return run;
    }

    private Task<string> TenantAsync(object privacy) => TenantAsync(shared.Server, privacy);

    private static async Task<string> TenantAsync(TestServer server, object privacy)
    {
        var answer = await server.RestAs(TestServer.AdminKey).PostAsync("/v1/admin/tenants", new { name = $"t{Guid.NewGuid():N}", config = new { privacy } });
        return answer.Json.GetProperty("api_key").GetString()!;
    }
}
