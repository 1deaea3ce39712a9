using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Type.V1;
using Fastchat.Files;
using Fastchat.Providers.Documents;
using Fastchat.Retrieval.Ingestion;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Server;

public sealed class CitationTests(LighthouseServer lighthouse) : IClassFixture<LighthouseServer>
{
    private const string Smiles = "😀👩‍👩‍👧🗼 ";
    private const string Chinese = "灯塔高五十四米。渡轮每小时一班。";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limits.Test)]
    public async Task Annotations_StreamedWholeAndStored_AreTheSame()
    {
        var events = await lighthouse.Server.Rest.StreamAsync("/v1/chat/completions", lighthouse.OpenAI(stream: true, store: true)).ToListAsync(Token);
        var streamed = events.SkipLast(1)
            .Select(e => e.Json.GetProperty("choices")[0].GetProperty("delta"))
            .SelectMany(d => d.TryGetProperty("annotations", out var some) ? some.EnumerateArray().ToArray() : [])
            .Select(a => a.GetRawText()).ToList();

        var whole = await lighthouse.Server.Rest.PostAsync("/v1/chat/completions", lighthouse.OpenAI(stream: false));
        var stored = await lighthouse.Server.Rest.GetAsync($"/v1/chat/completions/{events[0].Json.GetProperty("id").GetString()}");

        Assert.NotEmpty(streamed);
        Assert.Equal(streamed, Annotations(whole));
        Assert.Equal(streamed, Annotations(stored));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Annotation_Members_AreOpenAIsAndOurs()
    {
        var answer = await lighthouse.Server.Rest.PostAsync("/v1/chat/completions", lighthouse.OpenAI(stream: false));

        var message = answer.Json.GetProperty("choices")[0].GetProperty("message");
        var annotation = message.GetProperty("annotations")[0];
        Assert.Equal("file_citation", annotation.GetProperty("type").GetString());
        Assert.Equal("lighthouse.txt", annotation.GetProperty("filename").GetString());
        Assert.StartsWith("file-", annotation.GetProperty("file_id").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("[1]", message.GetProperty("content").GetString()![annotation.GetProperty("index").GetInt32()..], StringComparison.Ordinal);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, annotation.GetProperty("page").ValueKind);
        Assert.InRange(annotation.GetProperty("score").GetDouble(), 0.0001, 1);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("plain", "The lighthouse is 54 metres high. It was built in 1874.", "How high is the lighthouse?")]
    [InlineData("emoji", Smiles + "The sun is out 😎 today. " + Smiles + "The lighthouse is 54 metres high. " + Smiles, "How high is the lighthouse?")]
    [InlineData("cjk", "関東平野の灯台。" + Chinese + "\n\nThe lighthouse is 54 metres high. " + Chinese, "How high is the lighthouse?")]
    public async Task Quote_TextOfManyKinds_IsTheExtractedTextFromStartToEnd(string name, string text, string question)
    {
        var store = await lighthouse.Server.Rest.MakeStoreAsync(($"{name}.txt", text));

        var citation = (await AskAsync(lighthouse.Server, store, question)).Citations[0];

        Assert.Contains("54 metres", citation.Quote, StringComparison.Ordinal);
        Assert.Equal(citation.Quote, Slice(text, citation));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Quote_InALaterPassage_IsTheExtractedTextFromStartToEnd()
    {
        var filler = string.Join("\n\n", Enumerable.Range(1, 60).Select(i => $"Paragraph {i} 😀 tells 灯塔 of gulls, sand and the wind over the dunes, and of nothing else that matters."));
        var text = $"{filler}\n\nThe lighthouse is 54 metres high 🗼.\n\n{filler}";
        var store = await lighthouse.Server.Rest.MakeStoreAsync(("long.md", text));

        var citation = (await AskAsync(lighthouse.Server, store, "How high is the lighthouse?")).Citations[0];

        Assert.Contains("54 metres", citation.Quote, StringComparison.Ordinal);
        Assert.Equal(citation.Quote, Slice(text, citation));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Quote_FromAPdf_HasItsPageAndPlace()
    {
        var pdf = SmallPdf.Make("The ferry leaves every hour.", "The dunes are protected.", "The lighthouse is 54 metres high.");
        var store = await lighthouse.Server.Rest.MakeStoreAsync(("island.pdf", pdf));

        var citation = (await AskAsync(lighthouse.Server, store, "How high is the lighthouse?")).Citations[0];

        Assert.Equal(3, citation.Page);
        Assert.Contains("54 metres", citation.Quote, StringComparison.Ordinal);
        Assert.Equal(citation.Quote, Slice(await ExtractAsync(pdf), citation));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Marker_OfAPassageThatWasGiven_IsBoundToItsQuote()
    {
        await using var upstream = await FakeUpstream.SayingAsync("It is 54 metres ", "high ", "[", "1", "].");
        await using var server = await TestServer.StartWithAsync(upstream);
        var store = await server.Rest.MakeStoreAsync(("lighthouse.txt", LighthouseServer.Text));

        var completion = await AskAsync(server, store, LighthouseServer.Question, FakeUpstream.Model);

        Assert.Equal("It is 54 metres high [1].", completion.Text);
        var citation = Assert.Single(completion.Citations);
        Assert.Equal(("It is 54 metres high ".Length, 1), (citation.Index, citation.Marker));
        Assert.Equal("The lighthouse of Norderney is 54 metres high.", citation.Quote);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Marker_AfterEmoji_IsCountedInCodePoints()
    {
        await using var upstream = await FakeUpstream.SayingAsync("🗼 ist 54 metres high 😀 ", "[1]");
        await using var server = await TestServer.StartWithAsync(upstream);
        var store = await server.Rest.MakeStoreAsync(("lighthouse.txt", LighthouseServer.Text));

        var completion = await AskAsync(server, store, LighthouseServer.Question, FakeUpstream.Model);

        var citation = Assert.Single(completion.Citations);
        Assert.Equal("🗼 ist 54 metres high 😀 ".EnumerateRunes().Count(), citation.Index);
        Assert.NotEqual("🗼 ist 54 metres high 😀 ".Length, citation.Index);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("High [7].", "High .")]
    [InlineData("High [0][99].", "High .")]
    [InlineData("High [1, 7].", "High [1].")]
    [InlineData("See a[i] and [note].", "See a[i] and [note].")]
    public async Task Marker_ThatCitesNothing_IsRemoved(string said, string shown)
    {
        await using var upstream = await FakeUpstream.SayingAsync([.. said.Select(c => c.ToString())]);
        await using var server = await TestServer.StartWithAsync(upstream);
        var store = await server.Rest.MakeStoreAsync(("lighthouse.txt", "The lighthouse is 54 metres high."));

        var completion = await AskAsync(server, store, LighthouseServer.Question, FakeUpstream.Model);

        Assert.Equal(shown, completion.Text);
        Assert.Equal(shown.Contains("[1]", StringComparison.Ordinal) ? 1 : 0, completion.Citations.Count);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Marker_WithoutFileSearch_StaysAsTheModelSaidIt()
    {
        await using var upstream = await FakeUpstream.SayingAsync("array[1] and [7]");
        await using var server = await TestServer.StartWithAsync(upstream);

        var answer = await server.Rest.PostAsync("/v1/chat/completions", new { model = FakeUpstream.Model, messages = new[] { new { role = "user", content = "hello" } } });

        Assert.Equal("array[1] and [7]", answer.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Prompt_OfTheGateway_HoldsThePassagesAndNotTheTool()
    {
        await using var upstream = await FakeUpstream.SayingAsync("ok");
        await using var server = await TestServer.StartWithAsync(upstream);
        var store = await server.Rest.MakeStoreAsync(("lighthouse.txt", LighthouseServer.Text));

        await AskAsync(server, store, LighthouseServer.Question, FakeUpstream.Model);

        Assert.Contains("54 metres", upstream.LastQuestion.GetProperty("messages")[0].GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.False(upstream.LastQuestion.TryGetProperty("tools", out _));
    }

    private static List<string> Annotations(RestAnswer answer) =>
        [.. answer.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("annotations").EnumerateArray().Select(a => a.GetRawText())];

    private static string Slice(string text, Citation citation) =>
        string.Concat(text.EnumerateRunes().Skip(citation.Start).Take(citation.End - citation.Start));

    private static async Task<Completion> AskAsync(TestServer server, string store, string question, string model = "")
    {
        var request = new ChatRequest
        {
            Model = model,
            Messages = { new Message { Role = Role.User, Text = question } },
            Tools = { new Tool { FileSearch = new FileSearch { VectorStoreIds = { store } } } },
        };
        using var call = new ChatService.ChatServiceClient(server.Grpc).Chat(request, cancellationToken: Token);
        var last = await call.ResponseStream.ReadAllAsync(Token).LastAsync(Token);
        Assert.Null(last.Event.Error);
        return last.Event.Complete;
    }

    private async Task<string> ExtractAsync(byte[] pdf)
    {
        var decoder = lighthouse.Server.Host.Services.GetServices<DocumentDecoder>().First(d => d.Reads(FileKind.Pdf));
        return string.Join('\f', (await decoder.DecodeAsync(new MemoryStream(pdf), FileKind.Pdf, "island.pdf", Token)).Pages.Select(p => p.Text));
    }
}
