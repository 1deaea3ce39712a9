using Fastchat.Rpc.Calls;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Http;

public sealed class MetadataHeadersTests
{
    [Fact]
    public void Read_Headers_GivesMetadataWithoutTheProtocolsOwn()
    {
        var headers = new HeaderDictionary
        {
            ["Content-Type"] = "application/grpc",
            ["TE"] = "trailers",
            ["grpc-timeout"] = "1S",
            ["Connect-Timeout-Ms"] = "1",
            ["Authorization"] = "Bearer x",
            ["x-many"] = new(["a", "b"]),
        };

        var metadata = MetadataHeaders.Read(headers);

        Assert.Equal(["authorization: Bearer x", "x-many: a", "x-many: b"], metadata.Select(e => e.ToString()));
    }

    [Theory]
    [InlineData("AQI=", 1)]
    [InlineData("AQI", 1)]
    [InlineData("AQI,AQI=", 2)]
    [InlineData("AQI, AQI", 2)]
    public void Read_BinaryKey_IsDecodedPaddedOrNot(string value, int count)
    {
        var metadata = MetadataHeaders.Read(new HeaderDictionary { ["X-Raw-Bin"] = value });

        Assert.Equal(count, metadata.Count);
        Assert.All(metadata, e => Assert.Equal([1, 2], e.ValueBytes));
    }

    [Theory]
    [InlineData("A")]
    [InlineData("!!!!")]
    public void Read_BinaryKeyWithoutBase64_IsRefusedByName(string value) =>
        Assert.Equal("x-raw-bin", Assert.Throws<RpcFaultException>(() => MetadataHeaders.Read(new HeaderDictionary { ["x-raw-bin"] = value })).Fault.Param);

    [Fact]
    public void Read_HeaderThatIsNoMetadataKey_IsLeftOut()
    {
        // HTTP allows more characters in names than gRPC does.
        Assert.Empty(MetadataHeaders.Read(new HeaderDictionary { ["x!odd~name"] = "1" }));
    }

    [Fact]
    public void Write_Metadata_EncodesBinaryWithoutPadding()
    {
        var headers = new HeaderDictionary();

        MetadataHeaders.Write(new Metadata { { "x-a", "1" }, { "x-a", "2" }, { "x-raw-bin", [255] } }, headers, "trailer-");

        Assert.Equal("1,2", headers["trailer-x-a"].ToString());
        Assert.Equal("/w", headers["trailer-x-raw-bin"]);
    }
}
