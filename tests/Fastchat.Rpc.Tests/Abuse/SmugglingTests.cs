using System.Text;

namespace Fastchat.Rpc.Abuse;

/// <summary>Requests whose end a proxy might see elsewhere than we do (RFC 9112, section 11.2): none lets a second one through.</summary>
[Collection(AbuseCollection.Name)]
public sealed class SmugglingTests
{
    private const string Hidden = "GET /v1/hidden HTTP/1.1\r\nHost: x\r\n\r\n";

    [Theory(Timeout = Limits.Test)]
    [InlineData("Content-Length: 0\r\nContent-Length: 30\r\n\r\n")]
    [InlineData("Content-Length: 0, 30\r\n\r\n")]
    [InlineData("Content-Length: -1\r\n\r\n")]
    [InlineData("Content-Length: 0x0\r\n\r\n")]
    [InlineData("Content-Length: 99999999999999999999\r\n\r\n")]
    [InlineData("Content-Length : 0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n-0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n1ffffffffffffffff\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2\r\n{}XX0\r\n\r\n")]
    [InlineData("X-Folded: a\r\n Content-Length: 0\r\n\r\n")]
    [InlineData("X-Nul: a\0\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("X-Cr: a\rContent-Length: 9\r\nContent-Length: 0\r\n\r\n")]
    public async Task Request_WithTwoEnds_IsRefusedAndNothingBehindItIsRead(string rest) =>
        Assert.StartsWith("HTTP/1.1 400 ", await SendAsync(rest), StringComparison.Ordinal);

    // RFC 9112, section 6.1: Transfer-Encoding rules, and the connection is closed behind the answer.
    [Theory(Timeout = Limits.Test)]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n")]
    public async Task Request_WithBothLengths_IsTheLastOfItsConnection(string rest) =>
        Assert.Contains("Connection: close", await SendAsync(rest), StringComparison.Ordinal);

    /// <summary>Sends a request with a hidden one behind it; gives all that comes until the server closes.</summary>
    private static async Task<string> SendAsync(string rest)
    {
        var answer = "";
        await using var server = await AbuseServer.StartAsync();
        await server.DuringAsync(async () =>
        {
            await using var attacker = await server.ConnectAsync();
            await attacker.WriteAsync(Encoding.Latin1.GetBytes("POST /v1/say HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + rest + Hidden), TestContext.Current.CancellationToken);
            using var reader = new StreamReader(attacker);
            answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        });
        Assert.DoesNotContain("/v1/hidden", answer, StringComparison.Ordinal);
        return answer;
    }
}
