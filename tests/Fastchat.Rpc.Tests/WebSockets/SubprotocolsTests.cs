using System.Buffers.Text;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Fastchat.Rpc.WebSockets;

public sealed class SubprotocolsTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("chat, superchat", null)]
    [InlineData("chat,rpc.binary.v1 , rpc.json.v1", "rpc.binary.v1")]
    [InlineData("rpc.json.v1, rpc.binary.v1", "rpc.json.v1")]
    [InlineData("RPC.JSON.V1", null)]
    public void Form_IsTheFirstThatIsKnown(string header, string? chosen) => Assert.Equal(new Subprotocols(chosen, null), Subprotocols.Read(header));

    [Fact]
    public void Key_AnyPrintableText_IsDecodedAndNeitherChosenNorShown()
    {
        const string Key = "fc_key~+/==?>";

        var offered = Subprotocols.Read(new StringValues(["rpc.json.v1", $"rpc.bearer.{Base64Url.EncodeToString(Encoding.ASCII.GetBytes(Key))}"]));

        Assert.Equal(new Subprotocols("rpc.json.v1", Key), offered);
        Assert.DoesNotContain(Key, offered.ToString(), StringComparison.Ordinal);
    }
}
