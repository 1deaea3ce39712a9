using System.Net;
using System.Net.Sockets;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;

namespace Fastchat.Providers.Net;

public sealed class AddressGuardTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://0/")]
    [InlineData("http://localhost:8080/")]
    [InlineData("http://LOCALHOST./")]
    [InlineData("http://a.localhost/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::ffff:10.0.0.1]/")]
    [InlineData("http://[0:0:0:0:0:ffff:7f00:1]/")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("https://10.0.0.1:443/v1")]
    public void Check_AddressThatIsNotPublic_IsForbidden(string url)
    {
        var refusal = Assert.Throws<FastchatException>(() => new AddressGuard(allowPrivate: false).Check(url, "url"));

        Assert.Equal((ErrorReason.AddressForbidden, "url"), (refusal.Reason, refusal.Param));
    }

    [Theory]
    [InlineData("ftp://a.example/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/v1")]
    [InlineData("http://user:word@a.example/")]
    [InlineData("")]
    public void Check_NoPlainUrl_IsInvalid(string url) =>
        Assert.Equal(ErrorReason.InvalidValue, Assert.Throws<FastchatException>(() => new AddressGuard(allowPrivate: true).Check(url, "url")).Reason);

    [Theory]
    [InlineData(true, "http://10.0.0.1:4000")]
    [InlineData(true, "http://localhost:4000")]
    [InlineData(false, "https://api.example.com/v1")]
    [InlineData(false, "https://8.8.8.8/")]
    public void Check_AllowedAddress_Passes(bool allowPrivate, string url) => new AddressGuard(allowPrivate).Check(url, "url");

    [Fact]
    public void Check_CloudsOwnAddress_IsForbiddenEvenWhereThePrivateIsAllowed() =>
        Assert.Throws<FastchatException>(() => new AddressGuard(allowPrivate: true).Check("http://169.254.169.254/", "url"));

    [Fact]
    public async Task Connect_NameOfAPrivateAddress_IsForbiddenAndNobodyIsCalled()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var guard = new AddressGuard(allowPrivate: false, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.Parse("::ffff:127.0.0.1")]));

        var refusal = await Assert.ThrowsAsync<FastchatException>(async () => await guard.ConnectAsync(new DnsEndPoint("innocent.example", Port(listener)), Ct));

        Assert.Equal(ErrorReason.AddressForbidden, refusal.Reason);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task Connect_AllowedName_GoesToTheAddressThatWasJudgedAndLooksUpOnce()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var asked = 0;
        var guard = new AddressGuard(allowPrivate: true, (_, _) => Task.FromResult<IPAddress[]>([++asked == 1 ? IPAddress.Loopback : IPAddress.None]));

        await using var stream = await guard.ConnectAsync(new DnsEndPoint("name.example", Port(listener)), Ct);

        using var taken = await listener.AcceptTcpClientAsync(Ct);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Connect_OneOfTwoAddressesAnswers_IsConnected()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var guard = new AddressGuard(allowPrivate: true, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("169.254.169.254"), IPAddress.Parse("127.0.0.2"), IPAddress.Loopback]));

        await using var stream = await guard.ConnectAsync(new DnsEndPoint("name.example", Port(listener)), Ct);

        Assert.True(stream.CanRead);
    }

    [Fact]
    public async Task Connect_NameOfNothing_IsNotFound()
    {
        var guard = new AddressGuard(allowPrivate: true, (_, _) => Task.FromResult<IPAddress[]>([]));

        await Assert.ThrowsAsync<SocketException>(async () => await guard.ConnectAsync(new DnsEndPoint("name.example", 1), Ct));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Handler_LeadsNowhereElse(bool allowPrivate)
    {
        using var handler = new AddressGuard(allowPrivate).Handler(TimeSpan.FromSeconds(5));

        Assert.Equal((false, false, allowPrivate), (handler.AllowAutoRedirect, handler.UseCookies, handler.UseProxy));
    }

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}
