using System.Net;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway;
using Fastchat.Providers.Models;
using Fastchat.Testing;

namespace Fastchat.Providers.ChatClients;

public sealed class ChatClientModelTests : ChatModelContract
{
    private readonly FakeChatClient _client = new();

    public ChatClientModelTests() => Model = new ChatClientModel(_client, new FakeClock());

    protected override IChatModel Model { get; }

    protected override ModelRequest Short => Ask("Hello?");

    protected override ModelRequest Long => Ask("for ever");

    protected override ModelRequest Calling => Ask("call them");

    protected override ModelRequest FailingAtOnce => Ask("fail at once");

    protected override ModelRequest FailingMidway => Ask("fail midway");

    [Fact]
    public async Task Stream_Reasoning_IsKeptBesideTheText()
    {
        var first = await Model.StreamAsync(Short, Ct).FirstAsync(Ct);

        Assert.Equal((null, "Hm."), (first.Text, first.Rest!.Fields["reasoning_content"].StringValue));
    }

    [Fact]
    public async Task Stream_TwoAnswers_CostTheSum()
    {
        var request = Short;
        request.Parameters.N = 2;

        var usage = (await Model.StreamAsync(request, Ct).ToListAsync(Ct))[^1].Usage!;

        Assert.Equal((6, 4, 10, 2), (usage.PromptTokens, usage.CompletionTokens, usage.TotalTokens, usage.CompletionTokensDetails.Fields["reasoning_tokens"].NumberValue));
    }

    public static TheoryData<Exception, ErrorReason, ErrorReason> Failures => new()
    {
        { new HttpRequestException("no", null, HttpStatusCode.TooManyRequests), ErrorReason.UpstreamRateLimited, ErrorReason.UpstreamRateLimited },
        { new HttpRequestException("Connection refused"), ErrorReason.UpstreamUnavailable, ErrorReason.UpstreamStreamBroken },
        { new IOException("reset"), ErrorReason.UpstreamUnavailable, ErrorReason.UpstreamStreamBroken },
        { new TimeoutException(), ErrorReason.UpstreamTimeout, ErrorReason.UpstreamTimeout },
        { new TaskCanceledException(), ErrorReason.UpstreamTimeout, ErrorReason.UpstreamTimeout },
        { new InvalidOperationException("HTTP 400 (invalid_request_error: context_length_exceeded)\n\nToo long."), ErrorReason.ContextLengthExceeded, ErrorReason.ContextLengthExceeded },
        { new InvalidOperationException("HTTP 401 (invalid_request_error: invalid_api_key)\n\nIncorrect API key provided: sk-abcdefgh."), ErrorReason.UpstreamUnauthorized, ErrorReason.UpstreamUnauthorized },
        { new FastchatException(ErrorReason.ModelOverloaded, "full"), ErrorReason.ModelOverloaded, ErrorReason.ModelOverloaded },
        { new InvalidOperationException("sk-abcdefghijkl"), ErrorReason.UpstreamUnavailable, ErrorReason.UpstreamStreamBroken },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Stream_ClientThrows_IsTypedAndTellsNoKey(Exception thrown, ErrorReason atOnce, ErrorReason midway)
    {
        _client.Failure = thrown;

        var first = await Assert.ThrowsAsync<FastchatException>(async () => await Model.StreamAsync(FailingAtOnce, Ct).ToListAsync(Ct));
        var later = await Assert.ThrowsAsync<FastchatException>(async () => await Model.StreamAsync(FailingMidway, Ct).ToListAsync(Ct));

        Assert.Equal((atOnce, midway), (first.Reason, later.Reason));
        Assert.DoesNotContain("sk-", first.Message + later.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_ClientTellsOfAFailure_IsTyped() => Assert.Equal(
        ErrorReason.UpstreamRateLimited,
        (await Assert.ThrowsAsync<FastchatException>(async () => await Model.StreamAsync(Ask("tell of a failure"), Ct).ToListAsync(Ct))).Reason);

    protected override Task AssertIdleAsync()
    {
        Assert.Equal(0, _client.Open);
        return Task.CompletedTask;
    }
}
