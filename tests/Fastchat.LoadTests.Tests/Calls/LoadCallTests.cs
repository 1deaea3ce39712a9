using System.Text;
using Fastchat.LoadTests.Mock;

namespace Fastchat.LoadTests.Calls;

/// <summary>A load test that overlooks a lost token proves nothing: what is wrong with an answer must show.</summary>
public sealed class LoadCallTests
{
    private const string Done = "data: [DONE]\n\n";
    private const string Stop = "data: {\"choices\":[{\"finish_reason\":\"stop\"}]}\n\n";

    [Fact]
    public void Answer_InSlicesOfAnySize_IsWhole()
    {
        var answer = Encoding.ASCII.GetBytes(Token(0) + Token(1) + ": ping\n\n" + Token(2) + Stop + Done);
        for (var size = 1; size <= answer.Length; size++)
        {
            var call = Call();
            var reader = new SseAnswer(call);
            foreach (var slice in answer.Chunk(size)) reader.Feed(slice);
            reader.End(1);

            Assert.Equal((CallOutcome.Whole, null, 3), (call.Outcome, call.Fault, call.Tokens));
        }
    }

    [Theory]
    [InlineData("lost", 0, 2)]
    [InlineData("twice", 0, 1, 1, 2)]
    [InlineData("out of order", 1, 0, 2)]
    [InlineData("too few", 0, 1)]
    [InlineData("too many", 0, 1, 2, 3)]
    public void Answer_WithATokenAmiss_IsBroken(string what, params int[] tokens)
    {
        Assert.NotEmpty(what);
        Assert.Equal(CallOutcome.Broken, Read(string.Concat(tokens.Select(n => Token(n))) + Stop + Done).Outcome);
    }

    [Fact]
    public void Answer_WithAnothersToken_IsBroken() => Assert.Equal("a token of stream 8", Read(Token(0) + Token(1, stream: 8) + Token(2) + Stop + Done).Fault);

    [Theory]
    [InlineData(Stop)]
    [InlineData(Done)]
    [InlineData("")]
    [InlineData(Stop + "data: {\"error\":{}}\n\n" + Done)]
    [InlineData(Stop + Done + "data: left")]
    public void Answer_WithoutAProperEnd_IsBroken(string end) => Assert.Equal(CallOutcome.Broken, Read(Token(0) + Token(1) + Token(2) + end).Outcome);

    [Fact]
    public void Refusal_AfterTheFirstToken_IsABreak()
    {
        var call = Call();
        call.Refuse("HTTP status 503", 1);
        Assert.Equal(CallOutcome.Refused, call.Outcome);

        var late = Call();
        late.Take(Encoding.ASCII.GetBytes(Token(0)));
        late.Refuse("gRPC status 14", 1);
        Assert.Equal(CallOutcome.Broken, late.Outcome);
    }

    private static LoadCall Read(string body)
    {
        var call = Call();
        var reader = new SseAnswer(call);
        reader.Feed(Encoding.ASCII.GetBytes(body));
        reader.End(1);
        return call;
    }

    private static LoadCall Call()
    {
        var wish = new Wish(7, 3, 0, Joined: false);
        return new LoadCall(wish, RequestTemplate.Make(WireProtocol.Sse, null, wish), 0);
    }

    private static string Token(int number, int stream = 7) => $"data: {{\"content\":\"{Wish.Mark}{stream}:{number} \"}}\n\n";
}
