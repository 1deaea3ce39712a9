using System.Text;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;

namespace Fastchat.Providers.Models;

public sealed class EmbeddingAnswerTests
{
    [Theory]
    [InlineData("""{"data":[{"index":0,"embedding":[1,-0.5]},{"index":1,"embedding":[0.25,2e3]}],"usage":{"prompt_tokens":7,"total_tokens":7}}""", 7L)]
    [InlineData("""{"usage":null,"data":[{"embedding":[0.25,2000],"index":1,"object":"embedding"},{"embedding":"AACAPwAAAL8=","index":0}]}""", null)]
    [InlineData("""{"data":[{"embedding":"AACAPwAAAL8="},{"embedding":"AACAPgAA+kQ="}],"usage":{"prompt_tokens":null}}""", null)]
    [InlineData("""{"data":[{"embedding":"AACAPwAAAL8\u003d"},{"embedding":"AACAPgAA+kQ="}]}""", null)]
    public void Read_Vectors_AreInTheirPlaces(string answer, long? tokens)
    {
        var vectors = new float[2][];

        Assert.Equal(tokens, EmbeddingAnswer.Read(Encoding.UTF8.GetBytes(answer), vectors));
        Assert.Equal([[1f, -0.5f], [0.25f, 2000f]], vectors);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2]},{"index":0,"embedding":[1,2]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2]},{"index":2,"embedding":[1,2]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[1]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[]},{"index":1,"embedding":[]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":null},{"index":1,"embedding":[1]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":"AAAA"},{"index":1,"embedding":"AAAA"}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":"!!!!!!=="},{"index":1,"embedding":"!!!!!!=="}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":"AADAfw=="},{"index":1,"embedding":"AADAfw=="}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":["1"]},{"index":1,"embedding":["1"]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[1,2]}]""")]
    public void Read_NoVectors_IsUnavailable(string answer) => Assert.Equal(
        ErrorReason.UpstreamUnavailable,
        Assert.Throws<FastchatException>(() => EmbeddingAnswer.Read(Encoding.UTF8.GetBytes(answer), new float[2][])).Reason);
}
