using System.Text;
using Fastchat.Contracts.Chat.V1;
using Grpc.Core;

namespace Fastchat.Server;

public sealed class CrashTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limits.Test)]
    public async Task Run_InProgressAtTheCrash_IsFailedAsInterrupted()
    {
        await using var upstream = await FakeUpstream.HangingAfterAsync("half an ");
        await using var dying = await TestServer.StartWithAsync(upstream);
        using var call = new ChatService.ChatServiceClient(dying.Grpc).Chat(
            new ChatRequest { Model = FakeUpstream.Model, Messages = { new Message { Role = Role.User, Text = "hello" } } }, cancellationToken: Token);
        Assert.True(await call.ResponseStream.MoveNext(Token));
        var runId = call.ResponseStream.Current.Event.RunId;

        await using var next = await TestServer.StartAsync(await dying.Folder.CopyAsync());

        var before = await dying.Rest.GetAsync($"/v1/runs/{runId}");
        var after = await next.Rest.GetAsync($"/v1/runs/{runId}");
        Assert.Equal("in_progress", before.Json.GetProperty("status").GetString());
        Assert.Equal("failed", after.Json.GetProperty("status").GetString());
        Assert.Equal("interrupted", after.Json.GetProperty("error").GetProperty("code").GetString());
        Assert.True(after.Json.GetProperty("error").GetProperty("retryable").GetBoolean());
        var last = await next.Rest.WatchAsync($"/v1/runs/{runId}/events").LastAsync(Token);
        Assert.Equal(("error", "interrupted"), (last.Name, last.Json.GetProperty("payload").GetProperty("code").GetString()));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Run_EndedBeforeTheCrash_IsAsItWas()
    {
        await using var dying = await TestServer.StartAsync();
        using var call = new ChatService.ChatServiceClient(dying.Grpc).Chat(
            new ChatRequest { Model = "scripted", Messages = { new Message { Role = Role.User, Text = "hello" } } }, cancellationToken: Token);
        var complete = await call.ResponseStream.ReadAllAsync(Token).LastAsync(Token);

        await using var next = await TestServer.StartAsync(await dying.Folder.CopyAsync());

        var run = (await new RunService.RunServiceClient(next.Grpc).GetRunAsync(new GetRunRequest { RunId = complete.Event.RunId }, cancellationToken: Token)).Run;
        Assert.Equal(complete.Event.Complete, run.Completion);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Document_InProgressAtTheCrash_IsTakenUpAgain()
    {
        var held = new HeldDecoder();
        await using var dying = await TestServer.StartAsync(configure: held.Install);
        var (store, file) = await AttachAsync(dying.Rest);
        await held.Begun.WaitAsync(Token);
        Assert.Equal("in_progress", Status(await dying.Rest.GetAsync(Path(store, file))));

        await using var next = await TestServer.StartAsync(await dying.Folder.CopyAsync());

        Assert.Equal("completed", Status(await EndAsync(next.Rest, store, file)));
        Assert.Contains("54 metres", (await SearchAsync(next.Rest, store)).Text, StringComparison.Ordinal);
        Assert.Equal(LighthouseServer.Text, (await next.Rest.GetAsync($"/v1/files/{file}/content")).Text);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Document_ThatCrashesTheServerEachTime_IsGivenUpAndCanBeRetried()
    {
        var folder = new TemporaryFolder();
        var (store, file) = ("", "");
        for (var crash = 0; crash < 3; crash++)
        {
            var held = new HeldDecoder();
            await using var dying = await TestServer.StartAsync(folder, configure: held.Install);
            if (crash == 0) (store, file) = await AttachAsync(dying.Rest);
            await held.Begun.WaitAsync(Token);
            folder = await dying.Folder.CopyAsync();
        }

        await using var next = await TestServer.StartAsync(folder);
        var givenUp = await EndAsync(next.Rest, store, file);
        await next.Rest.PostAsync($"/v1/vector_stores/{store}/files", new { file_id = file });
        var retried = await EndAsync(next.Rest, store, file);

        Assert.Equal("failed", Status(givenUp));
        Assert.Equal("interrupted", givenUp.Json.GetProperty("last_error").GetProperty("reason").GetString());
        Assert.Equal("completed", Status(retried));
        Assert.Contains("54 metres", (await SearchAsync(next.Rest, store)).Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Document_InProgressAtACleanStop_IsTakenUpAgain()
    {
        var held = new HeldDecoder();
        var first = await TestServer.StartAsync(configure: held.Install);
        var (store, file) = await AttachAsync(first.Rest);
        await held.Begun.WaitAsync(Token);

        await using var next = await TestServer.StartAsync(await first.StopAsync());

        Assert.Equal("completed", Status(await EndAsync(next.Rest, store, file)));
    }

    private static async Task<(string Store, string File)> AttachAsync(RestClient rest)
    {
        var file = await rest.UploadAsync("lighthouse.txt", Encoding.UTF8.GetBytes(LighthouseServer.Text));
        var store = (await rest.PostAsync("/v1/vector_stores", new { name = "store", file_ids = new[] { file } })).Json.GetProperty("id").GetString()!;
        return (store, file);
    }

    private static Task<RestAnswer> EndAsync(RestClient rest, string store, string file) =>
        Poll.UntilAsync(() => rest.GetAsync(Path(store, file)), answer => Status(answer) != "in_progress");

    private static Task<RestAnswer> SearchAsync(RestClient rest, string store) => rest.PostAsync($"/v1/vector_stores/{store}/search", new { query = LighthouseServer.Question });

    private static string Path(string store, string file) => $"/v1/vector_stores/{store}/files/{file}";

    private static string? Status(RestAnswer answer) => answer.Json.GetProperty("status").GetString();
}
