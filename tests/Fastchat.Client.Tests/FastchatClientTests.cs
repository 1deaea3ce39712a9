using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Retrieval.V1;
using Grpc.Core;

namespace Fastchat.Client.Tests;

public sealed class FastchatClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limits.Test)]
    public async Task Calls_WithAKey_CarryItAsBearer()
    {
        await using var server = await FakeServer.StartAsync();
        var seen = new TaskCompletionSource<string?>();
        server.Retrieval.Find = (_, context) =>
        {
            seen.SetResult(context.RequestHeaders.GetValue("authorization"));
            return Task.FromResult(new SearchResponse());
        };

        await server.Client.SearchAsync("words", ["vs_1"], cancellationToken: Token);

        Assert.Equal("Bearer fc_test", await seen.Task);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Search_Query_IsSentAsAsked()
    {
        await using var server = await FakeServer.StartAsync();
        var seen = new TaskCompletionSource<SearchRequest>();
        server.Retrieval.Find = (request, _) =>
        {
            seen.SetResult(request);
            return Task.FromResult(new SearchResponse { Passages = { new Passage { Text = "found" } } });
        };

        var response = await server.Client.SearchAsync("words", ["vs_1", "vs_2"], topK: 3, scoreThreshold: 0.5, Token);

        Assert.Equal("found", Assert.Single(response.Passages).Text);
        Assert.Equal(new SearchRequest { Query = "words", CollectionIds = { "vs_1", "vs_2" }, TopK = 3, ScoreThreshold = 0.5 }, await seen.Task);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Models_List_GivesNames()
    {
        await using var server = await FakeServer.StartAsync();

        var names = new List<string>();
        await foreach (var model in server.Client.Models.ListAsync().WithCancellation(Token)) names.Add(model.Name);

        Assert.Equal(["extractive", "scripted"], names);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Raw_GeneratedClient_ThrowsGrpcsError()
    {
        await using var server = await FakeServer.StartAsync();

        var models = await server.Client.Raw.Models.ListModelsAsync(new ListModelsRequest(), cancellationToken: Token);
        Assert.Equal(2, models.Models.Count);
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await server.Client.Raw.Runs.GetRunAsync(new GetRunRequest(), cancellationToken: Token));
        Assert.Equal(StatusCode.Unimplemented, failure.StatusCode);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Timeout_Passed_ThrowsAndNamesTheOption()
    {
        await using var server = await FakeServer.StartAsync(new FastchatClientOptions { Timeout = TimeSpan.FromMilliseconds(50) });
        server.Retrieval.Find = async (_, context) =>
        {
            var cancelled = new TaskCompletionSource<SearchResponse>();
            context.CancellationToken.Register(() => cancelled.TrySetCanceled());
            return await cancelled.Task;
        };

        var failure = await Assert.ThrowsAsync<FastchatApiException>(() => server.Client.SearchAsync("words", ["vs_1"], cancellationToken: Token));

        Assert.Equal(StatusCode.DeadlineExceeded, failure.Code);
        Assert.EndsWith("Raise FastchatClientOptions.Timeout to wait longer.", failure.Message, StringComparison.Ordinal);
    }
}
