using System.Security.Cryptography;
using Fastchat.Testing;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Fastchat.Server.CommandLine;

public sealed class ServiceTokenTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Create_AsAsked_HoldsItsClaims()
    {
        var token = new JsonWebToken(ServiceToken.Create([.. Options(), "--claim", "tenant=acme", "--claim", "note=a=b", "--lifetime", "60"], _clock));

        Assert.Equal(("ES256", "urn:svc", "fastchat", "nightly"), (token.Alg, token.Issuer, token.Audiences.Single(), token.Subject));
        Assert.Equal(("acme", "a=b"), (token.GetClaim("tenant").Value, token.GetClaim("note").Value));
        Assert.Equal(_clock.GetUtcNow().UtcDateTime.AddSeconds(60), token.ValidTo);
    }

    [Theory]
    [InlineData("--lifetime", "--lifetime", "0")]
    [InlineData("--lifetime", "--lifetime", "86401")]
    [InlineData("--lifetime", "--lifetime")]
    [InlineData("--claim", "--claim", "tenant")]
    [InlineData("--issuer", "--issuer", "")]
    [InlineData("/no/such/file", "--key", "/no/such/file")]
    [InlineData("--colour", "--colour", "red")]
    public void Create_WrongOption_NamesIt(string named, params string[] option) =>
        Assert.Contains(named, Assert.Throws<CommandException>(() => ServiceToken.Create([.. Options(), .. option], _clock)).Message, StringComparison.Ordinal);

    private string[] Options()
    {
        var path = Path.Combine(_folder.Path, "key.pem");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(path, key.ExportPkcs8PrivateKeyPem());
        return ["--key", path, "--issuer", "urn:svc", "--audience", "fastchat", "--subject", "nightly"];
    }
}
