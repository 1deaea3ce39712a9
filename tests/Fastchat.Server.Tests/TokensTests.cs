using System.Net;
using System.Security.Cryptography;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Governance.Identity.Tokens;
using Fastchat.Server.CommandLine;
using Grpc.Core;

namespace Fastchat.Server;

/// <summary>A token of an issuer opens what a key opens, and a bad one says on every wire that it is one.</summary>
public sealed class TokensTests : IAsyncLifetime
{
    private readonly TemporaryFolder _keys = new();
    private TestServer _server = null!;

    private string PrivateKey => Path.Combine(_keys.Path, "service.pem");

    public async ValueTask InitializeAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var publicKey = Path.Combine(_keys.Path, "service.pub.pem");
        await File.WriteAllTextAsync(PrivateKey, key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(publicKey, key.ExportSubjectPublicKeyInfoPem(), TestContext.Current.CancellationToken);
        _server = await TestServer.StartAsync(change: options => options with
        {
            Issuers =
            [
                new IssuerOptions
                {
                    Name = "svc",
                    Issuer = "urn:svc",
                    Audiences = ["fastchat"],
                    KeyFile = publicKey,
                    Claims = new ClaimMapping { TenantClaim = "tenant", Role = Contracts.Admin.V1.Role.User, Permissions = ["models.read"] },
                },
            ],
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _keys.Dispose();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Token_OfAService_OpensWhatItsIssuerMay()
    {
        var rest = _server.RestAs(Sign());

        Assert.Equal(HttpStatusCode.OK, (await rest.GetAsync("/v1/models")).Status);
        var refused = await rest.GetAsync("/v1/files");
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Contains("which the token leaves out", refused.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Token_Bad_IsUnauthenticatedOnEveryWire()
    {
        var token = Sign("--audience", "other");

        var answer = await _server.RestAs(token).GetAsync("/v1/models");
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_token"), (answer.Status, answer.Error.GetProperty("code").GetString()));
        var e = await Assert.ThrowsAsync<RpcException>(async () => await new KeyService.KeyServiceClient(_server.GrpcAs(token))
            .ListKeysAsync(new ListKeysRequest(), cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(StatusCode.Unauthenticated, e.StatusCode);
        Assert.DoesNotContain(token.Split('.')[2], e.ToString(), StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(null, "Bearer")]
    [InlineData("fc_unknown", "Bearer error=\"invalid_token\"")]
    [InlineData("a.b.c", "Bearer error=\"invalid_token\"")]
    public async Task Refusal_OverHttp_SaysHowToShowWhoOneIs(string? key, string challenge)
    {
        using var response = await _server.RestAs(key).BeginAsync(new HttpRequestMessage(HttpMethod.Get, "/v1/models"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(challenge, response.Headers.WwwAuthenticate.ToString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task SignIn_NobodySignsInHere_IsEmpty() =>
        Assert.Equal("", (await _server.RestAs(null).GetAsync("/v1/auth/config")).Json.TryGetProperty("issuer", out var issuer) ? issuer.GetString() : "");

    private string Sign(params string[] options) => ServiceToken.Create(
        ["--key", PrivateKey, "--issuer", "urn:svc", "--audience", "fastchat", "--subject", "nightly", "--claim", "tenant=default", .. options], TimeProvider.System);
}
