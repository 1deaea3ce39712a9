using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Tenants;
using Fastchat.ModelGateway;
using Fastchat.ModelGateway.Registry;
using Fastchat.Testing;

namespace Fastchat.Chat.Context;

public sealed class QueryRewriterTests : IAsyncLifetime
{
    private static readonly TenantSettings Helped = new() { Context = new TenantContext { HelperModel = "helper" } };

    private TestRooms _rooms = null!;
    private FakeChatModel _model = null!;
    private TestTurns _turns = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _model = new FakeChatModel(_rooms.Clock);
        _turns = new TestTurns(_rooms, new Gateway(new ModelRegistry([new FakeModelProvider(_model, "helper")]), TestRouter.Create(_rooms.Clock)));
    }

    public ValueTask DisposeAsync()
    {
        _turns.Dispose();
        return _rooms.DisposeAsync();
    }

    [Fact]
    public async Task Rewrite_FirstQuestion_IsSearchedForAsItIs()
    {
        Assert.Equal("And?", await RewriteAsync(Helped, "And?"));
        Assert.Empty(_model.Requests);
    }

    [Fact]
    public async Task Rewrite_HelperModel_PutsItIntoWordsOfItsOwnFromWhatWasSaid()
    {
        _model.Say("\"When do zebras ", "migrate in winter?\"").Stop();

        Assert.Equal("When do zebras migrate in winter?", await RewriteAsync(Helped, "When do zebras migrate?", "and in winter?"));
        Assert.Equal("User: When do zebras migrate?\nAssistant: Well.\nUser: and in winter?", _model.Requests.Single().Parameters.Messages[1].Text);
    }

    [Fact]
    public async Task Rewrite_HelperFails_CarriesTheQuestionOver()
    {
        _model.Fail(FastchatException.InvalidValue("model", "No."));

        Assert.Equal("and in winter?\nWhen do zebras migrate?", await RewriteAsync(Helped, "When do zebras migrate?", "and in winter?"));
    }

    [Fact]
    public async Task Rewrite_HelperIsSlow_IsNotWaitedFor()
    {
        _model.Hang();

        var rewriting = RewriteAsync(Helped, "When do zebras migrate?", "and in winter?");
        await Eventually.IsTrueAsync(() => _model.Requests.Count > 0);
        _rooms.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("and in winter?\nWhen do zebras migrate?", await rewriting);
        Assert.Equal(1, _model.Ended);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Sure! Here is your query:\n\nwinter")]
    public async Task Rewrite_HelperSaysNoQuery_CarriesTheQuestionOver(string answer)
    {
        _model.Say(answer).Stop();

        Assert.Equal("and in winter?\nWhen do zebras migrate?", await RewriteAsync(Helped, "When do zebras migrate?", "and in winter?"));
    }

    [Theory]
    [InlineData("How much does a ticket for the northern lighthouse cost today?", "How much does a ticket for the northern lighthouse cost today?")]
    [InlineData("And in winter?", "And in winter?\nWhen do zebras of the northern plains migrate?")]
    [InlineData("Why?", "Why?\nWhen do zebras of the northern plains migrate?")]
    public async Task Rewrite_NoHelper_CarriesOverWhatDoesNotStandAlone(string question, string expected) =>
        Assert.Equal(expected, await RewriteAsync(new TenantSettings(), "When do zebras of the northern plains migrate?", question));

    [Fact]
    public async Task Rewrite_FollowUpOfAFollowUp_GoesBackToWhatStandsAlone() => Assert.Equal(
        "And in spring?\nAnd in winter?\nWhen do zebras of the northern plains migrate?",
        await RewriteAsync(new TenantSettings(), "Something else entirely was asked before that?", "When do zebras of the northern plains migrate?", "And in winter?", "And in spring?"));

    private Task<string> RewriteAsync(TenantSettings settings, params string[] questions)
    {
        var parameters = new ChatCompletionParams { Model = "fake" };
        foreach (var question in questions)
        {
            if (parameters.Messages.Count > 0) parameters.Messages.Add(new ChatMessage { Role = ChatRole.Assistant, Text = "Well." });
            parameters.Messages.Add(new ChatMessage { Role = ChatRole.User, Text = question });
        }

        return _turns.Rewriter.RewriteAsync(new TurnRequest { Tenant = _rooms.Tenant, Parameters = parameters }, settings, questions[^1], Ct);
    }
}
