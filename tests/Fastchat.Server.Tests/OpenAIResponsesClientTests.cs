using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI.Conversations;
using OpenAI.Responses;

namespace Fastchat.Server;

/// <summary>OpenAI's own .NET library over responses and conversations.</summary>
public sealed class OpenAIResponsesClientTests(LighthouseServer lighthouse) : IClassFixture<LighthouseServer>
{
    private static readonly HttpClient Http = new(new RestRecorder(new SocketsHttpHandler())) { Timeout = Timeout.InfiniteTimeSpan };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ResponsesClient Responses => new(
        new ApiKeyCredential(TestServer.ApiKey), new ResponsesClientOptions { Endpoint = Endpoint, Transport = new HttpClientPipelineTransport(Http) });

    private ConversationClient Conversations => new(
        new ApiKeyCredential(TestServer.ApiKey), new ConversationClientOptions { Endpoint = Endpoint, Transport = new HttpClientPipelineTransport(Http) });

    private Uri Endpoint => new(lighthouse.Server.Host.Address, "/v1");

    [Fact(Timeout = Limits.Test)]
    public async Task CreateResponse_Question_IsAnsweredAndKept()
    {
        ResponseResult made = await Responses.CreateResponseAsync("scripted", "Hello there!", cancellationToken: Token);

        Assert.Equal((ResponseStatus.Completed, "Hello there!", "scripted"), (made.Status, made.GetOutputText(), made.Model));
        Assert.Equal(2, made.Usage.OutputTokenCount);
        ResponseResult read = await Responses.GetResponseAsync(made.Id, Token);
        Assert.Equal((made.Id, "Hello there!"), (read.Id, read.GetOutputText()));
        Assert.IsAssignableFrom<MessageResponseItem>(Assert.Single(await Responses.GetResponseInputItemsAsync(made.Id, Token).ToListAsync(Token)));

        ResponseDeletionResult deleted = await Responses.DeleteResponseAsync(made.Id, Token);
        Assert.True(deleted.Deleted);
        Assert.Equal(404, (await Assert.ThrowsAsync<ClientResultException>(async () => await Responses.GetResponseAsync(made.Id, Token))).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task CreateResponseStreaming_Question_IsAnsweredInPiecesThatCanBeReadAgain()
    {
        var updates = await (await Responses.CreateResponseStreamingAsync("scripted", "one two three", cancellationToken: Token)).ToListAsync(Token);

        Assert.Equal(Enumerable.Range(0, updates.Count), updates.Select(u => u.SequenceNumber));
        Assert.Equal(["one", " two", " three"], updates.OfType<StreamingResponseOutputTextDeltaUpdate>().Select(u => u.Delta));
        var made = Assert.IsType<StreamingResponseCompletedUpdate>(updates[^1]).Response;

        var again = await (await Responses.GetResponseStreamingAsync(new GetResponseOptions(made.Id) { StreamingEnabled = true, StartingAfter = 4 }, Token)).ToListAsync(Token);
        Assert.Equal(updates.Skip(5).Select(u => (u.Kind, u.SequenceNumber)), again.Select(u => (u.Kind, u.SequenceNumber)));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task CreateResponse_GoingOnFromAnother_KnowsWhatWasSaid()
    {
        ResponseResult first = await Responses.CreateResponseAsync("scripted", "My name is Ann.", cancellationToken: Token);
        ResponseResult second = await Responses.CreateResponseAsync("scripted", "And now?", previousResponseId: first.Id, cancellationToken: Token);

        Assert.Equal(first.Id, second.PreviousResponseId);
        Assert.True(second.Usage.InputTokenCount > first.Usage.InputTokenCount);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task CancelResponse_InTheBackground_EndsIt()
    {
        var options = new CreateResponseOptions("scripted", [ResponseItem.CreateUserMessageItem("""{"tokens": 1000, "delay_ms": 50}""")]) { BackgroundModeEnabled = true };
        ResponseResult made = await Responses.CreateResponseAsync(options, Token);

        await Responses.CancelResponseAsync(made.Id, Token);

        var ended = await Poll.UntilAsync(async () => (await Responses.GetResponseAsync(made.Id, Token)).Value, r => r.Status is not (ResponseStatus.InProgress or ResponseStatus.Queued));
        Assert.Equal(ResponseStatus.Cancelled, ended.Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task CreateResponse_WhatIsWrong_IsRefusedByName()
    {
        var refused = await Assert.ThrowsAsync<ClientResultException>(async () =>
            await Responses.CreateResponseAsync(new CreateResponseOptions("scripted", [ResponseItem.CreateUserMessageItem("Hello")]) { Temperature = 7 }, Token));

        Assert.Equal(400, refused.Status);
        Assert.Contains("temperature", refused.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task CreateResponse_InAConversation_AddsToIt()
    {
        ConversationResource made = await Conversations.CreateConversationAsync(new ConversationCreationOptions(), Token);
        var options = new CreateResponseOptions("scripted", [ResponseItem.CreateUserMessageItem("Hello there!")]) { ConversationOptions = new ResponseConversationOptions(made.Id) };

        await Responses.CreateResponseAsync(options, Token);

        var pages = await Conversations.GetConversationItemsAsync(made.Id, null, "asc", null, null, new RequestOptions { CancellationToken = Token }).GetRawPagesAsync().ToListAsync(Token);
        var items = System.Text.Json.JsonElement.Parse(Assert.Single(pages).GetRawResponse().Content).GetProperty("data").EnumerateArray();
        Assert.Equal(["user", "assistant"], items.Select(i => i.GetProperty("role").GetString()));
    }
}
