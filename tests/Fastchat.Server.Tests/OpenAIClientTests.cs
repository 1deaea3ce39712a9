using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;
using OpenAI.Files;
using OpenAI.VectorStores;

namespace Fastchat.Server;

/// <summary>OpenAI's own .NET library against the server.</summary>
public sealed class OpenAIClientTests(LighthouseServer lighthouse) : IClassFixture<LighthouseServer>
{
    private static readonly HttpClient Http = new(new RestRecorder(new SocketsHttpHandler())) { Timeout = Timeout.InfiniteTimeSpan };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limits.Test)]
    public async Task CompleteChat_Question_IsAnswered()
    {
        ChatCompletion completion = await Client().GetChatClient("scripted").CompleteChatAsync([new SystemChatMessage("Be brief."), new UserChatMessage("Hello there!")], cancellationToken: Token);

        Assert.Equal("Hello there!", completion.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, completion.FinishReason);
        Assert.Equal(ChatMessageRole.Assistant, completion.Role);
        Assert.Equal("scripted", completion.Model);
        Assert.StartsWith("chatcmpl-", completion.Id, StringComparison.Ordinal);
        Assert.Equal(2, completion.Usage.OutputTokenCount);
        Assert.Equal(completion.Usage.InputTokenCount + 2, completion.Usage.TotalTokenCount);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task CompleteChat_MaxTokensReached_SaysSo()
    {
        ChatCompletion completion = await Client().GetChatClient("scripted")
            .CompleteChatAsync([new UserChatMessage("one two three")], new ChatCompletionOptions { MaxOutputTokenCount = 2 }, Token);

        Assert.Equal("one two", completion.Content[0].Text);
        Assert.Equal(ChatFinishReason.Length, completion.FinishReason);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task CompleteChatStreaming_Question_IsAnsweredInPieces()
    {
        var updates = await Client().GetChatClient("scripted").CompleteChatStreamingAsync([new UserChatMessage("one two three")], cancellationToken: Token).ToListAsync(Token);

        var pieces = updates.SelectMany(u => u.ContentUpdate).Select(p => p.Text).Where(t => t.Length > 0).ToList();
        Assert.Equal(["one", " two", " three"], pieces);
        Assert.Equal(ChatMessageRole.Assistant, updates[0].Role);
        Assert.Equal(ChatFinishReason.Stop, Assert.Single(updates, u => u.FinishReason is not null).FinishReason);
        Assert.Equal(3, Assert.Single(updates, u => u.Usage is not null).Usage.OutputTokenCount);
        Assert.Single(updates.Select(u => u.CompletionId).Distinct());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task GenerateEmbeddings_Texts_AreVectorsInTheirOrder()
    {
        var client = Client().GetEmbeddingClient("hashing-384");

        OpenAIEmbeddingCollection embeddings = await client.GenerateEmbeddingsAsync(["zebras in Africa", "otters swim"], cancellationToken: Token);
        OpenAIEmbedding one = await client.GenerateEmbeddingAsync("otters swim", new EmbeddingGenerationOptions { Dimensions = 384, EndUserId = "ann" }, Token);

        Assert.Equal([0, 1], embeddings.Select(e => e.Index));
        Assert.Equal(384, embeddings[0].ToFloats().Length);
        Assert.Equal(one.ToFloats().ToArray(), embeddings[1].ToFloats().ToArray());
        Assert.Equal(("hashing-384", 5, 5), (embeddings.Model, embeddings.Usage.InputTokenCount, embeddings.Usage.TotalTokenCount));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task CompleteChat_WithFileSearch_AnswersAndCites()
    {
        var result = await Client().GetChatClient("extractive").CompleteChatAsync([new UserChatMessage(LighthouseServer.Question)], WithFileSearch(), Token);

        Assert.Contains("54 metres", result.Value.Content[0].Text, StringComparison.Ordinal);
        Assert.Contains("\"file_citation\"", result.GetRawResponse().Content.ToString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task CompleteChatStreaming_WithFileSearch_Answers()
    {
        var updates = await Client().GetChatClient("extractive").CompleteChatStreamingAsync([new UserChatMessage(LighthouseServer.Question)], WithFileSearch(), Token).ToListAsync(Token);

        Assert.Contains("54 metres", string.Concat(updates.SelectMany(u => u.ContentUpdate).Select(p => p.Text)), StringComparison.Ordinal);
        Assert.Equal(ChatFinishReason.Stop, Assert.Single(updates, u => u.FinishReason is not null).FinishReason);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Files_FromUploadToDelete_Work()
    {
        var files = Client().GetOpenAIFileClient();

        OpenAIFile file = await files.UploadFileAsync(BinaryData.FromString(LighthouseServer.Text), "lighthouse.txt", FileUploadPurpose.Assistants);
        OpenAIFile read = await files.GetFileAsync(file.Id, Token);
        BinaryData content = await files.DownloadFileAsync(file.Id, Token);
        OpenAIFileCollection listed = await files.GetFilesAsync(Token);
        FileDeletionResult deleted = await files.DeleteFileAsync(file.Id, Token);

        Assert.Equal(("lighthouse.txt", FilePurpose.Assistants, (long?)LighthouseServer.Text.Length), (read.Filename, read.Purpose, read.SizeInBytesLong));
        Assert.Equal(LighthouseServer.Text, content.ToString());
        Assert.Contains(listed, f => f.Id == file.Id);
        Assert.True(deleted.Deleted);
        Assert.Equal(404, (await Assert.ThrowsAsync<ClientResultException>(() => files.GetFileAsync(file.Id, Token))).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task VectorStores_FromMakingToDeleting_Work()
    {
        var stores = Client().GetVectorStoreClient();
        OpenAIFile file = await Client().GetOpenAIFileClient().UploadFileAsync(BinaryData.FromString(LighthouseServer.Text), "lighthouse.txt", FileUploadPurpose.Assistants);

        VectorStore store = await stores.CreateVectorStoreAsync(new VectorStoreCreationOptions { Name = "island" }, Token);
        await stores.AddFileToVectorStoreAsync(store.Id, file.Id, Token);
        VectorStoreFile attached = await Poll.UntilAsync<VectorStoreFile>(
            async () => await stores.GetVectorStoreFileAsync(store.Id, file.Id, Token), f => f.Status != VectorStoreFileStatus.InProgress);
        VectorStore filled = await stores.GetVectorStoreAsync(store.Id, Token);
        var files = await stores.GetVectorStoreFilesAsync(store.Id, cancellationToken: Token).ToListAsync(Token);
        var all = await stores.GetVectorStoresAsync(cancellationToken: Token).ToListAsync(Token);
        FileFromStoreRemovalResult removed = await stores.RemoveFileFromVectorStoreAsync(store.Id, file.Id, Token);
        VectorStoreDeletionResult deleted = await stores.DeleteVectorStoreAsync(store.Id, Token);

        Assert.Equal(VectorStoreFileStatus.Completed, attached.Status);
        Assert.Equal(("island", VectorStoreStatus.Completed, 1), (filled.Name, filled.Status, filled.FileCounts.Completed));
        Assert.Equal(file.Id, Assert.Single(files).FileId);
        Assert.Contains(all, s => s.Id == store.Id);
        Assert.True(removed.Removed);
        Assert.True(deleted.Deleted);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Models_Listed_AreTheServers()
    {
        var models = Client().GetOpenAIModelClient();

        var listed = (await models.GetModelsAsync(Token)).Value;
        var one = (await models.GetModelAsync("extractive", Token)).Value;

        Assert.Equal(["extractive", "hashing-384", "lexical", "scripted"], listed.Select(m => m.Id).Order());
        Assert.Equal(("extractive", "fastchat"), (one.Id, one.OwnedBy));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("fc_not-a-key-of-this-server", "scripted", 401, "invalid_api_key")]
    [InlineData(TestServer.ApiKey, "gpt-99", 404, "model_not_found")]
    public async Task Error_OfTheServer_IsTheLibrarys(string key, string model, int status, string code)
    {
        var refused = await Assert.ThrowsAsync<ClientResultException>(() => Client(key).GetChatClient(model).CompleteChatAsync([new UserChatMessage("hello")], cancellationToken: Token));

        Assert.Equal(status, refused.Status);
        Assert.Contains(code, refused.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Error_OfAStream_IsThrownBeforeTheFirstPiece()
    {
        var refused = await Assert.ThrowsAsync<ClientResultException>(async () =>
            await Client().GetChatClient("gpt-99").CompleteChatStreamingAsync([new UserChatMessage("hello")], cancellationToken: Token).CountAsync(Token));

        Assert.Equal(404, refused.Status);
    }

    private OpenAIClient Client(string key = TestServer.ApiKey) => new(new ApiKeyCredential(key), new OpenAIClientOptions
    {
        Endpoint = new Uri(lighthouse.Server.Host.Address, "/v1"),
        RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
        Transport = new HttpClientPipelineTransport(Http),
    });

    // The library knows this tool from the Responses API only; on chat completions it goes in by hand.
    private ChatCompletionOptions WithFileSearch()
    {
        var options = new ChatCompletionOptions();
        options.Patch.Set("$.tools"u8, BinaryData.FromObjectAsJson(new[] { new { type = "file_search", vector_store_ids = new[] { lighthouse.Store } } }));
        return options;
    }
}
