using System.Security.Cryptography;
using Fastchat.Governance.Identity.Tokens;
using Role = Fastchat.Contracts.Admin.V1.Role;

namespace Fastchat.Server;

public sealed class IssuerSettingsTests : IDisposable
{
    private const string Small = """{"name":"login","issuer":"https://login.example","audiences":["fastchat"],"tenant":"default","role":"user"}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Everything_IsTaken()
    {
        var issuer = Assert.Single(Read("""
            [{"name":"login","issuer":"http://login.example","audiences":["a","b"],"allow_http":true,"clock_skew_seconds":10,"authorized_parties":["page"],
              "user_claim":"email","tenant_claim":"org","tenants":["acme"],"workspace_claim":"ws","role":"viewer","roles_claim":"realm_access.roles","roles":{"boss":"owner"},
              "permissions_claim":"scope","permissions":["chat.read"],
              "sign_in":{"client_id":"page","device_client_id":"terminal","scopes":["openid","chat"],"resource":"urn:fastchat"}}]
            """).Issuers);

        Assert.Equal(("login", "http://login.example", true, TimeSpan.FromSeconds(10)), (issuer.Name, issuer.Issuer, issuer.AllowHttp, issuer.ClockSkew));
        Assert.Equal(["a", "b", "page"], issuer.Audiences.Concat(issuer.AuthorizedParties));
        var claims = issuer.Claims;
        Assert.Equal(("email", null, "org", "ws", Role.Viewer, "realm_access.roles", "scope"),
            (claims.UserClaim, claims.Tenant, claims.TenantClaim, claims.WorkspaceClaim, claims.Role, claims.RolesClaim, claims.PermissionsClaim));
        Assert.Equal(["acme", "chat.read"], claims.Tenants.Concat(claims.Permissions));
        Assert.Equal(Role.Owner, claims.Roles["boss"]);
        Assert.Equal(("page", "terminal", "urn:fastchat"), (issuer.SignIn!.ClientId, issuer.SignIn.DeviceClientId, issuer.SignIn.Resource));
        Assert.Equal(["openid", "chat"], issuer.SignIn.Scopes);
    }

    [Fact]
    public void Read_PathOfAFile_ReadsTheFile()
    {
        var path = Path.Combine(_folder.Path, "issuers.json");
        File.WriteAllText(path, $"[{Small}]");

        Assert.Equal("login", Assert.Single(Read(path).Issuers).Name);
    }

    [Fact]
    public void Read_KeyFile_IsTriedAtStart()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var path = Path.Combine(_folder.Path, "key.pem");
        var settings = $$"""[{"name":"svc","issuer":"urn:svc","audiences":["a"],"key_file":"{{path}}","tenant":"default","role":"user"}]""";

        Assert.Contains("key_file", Mistakes(settings), StringComparison.Ordinal);
        File.WriteAllText(path, key.ExportPkcs8PrivateKeyPem());
        Assert.Contains("key_file", Mistakes(settings), StringComparison.Ordinal);
        File.WriteAllText(path, key.ExportSubjectPublicKeyInfoPem());
        Assert.Equal(path, Assert.Single(Read(settings).Issuers).KeyFile);
    }

    [Fact]
    public void Read_ManyMistakes_ListsAllAtOnce()
    {
        var mistakes = Mistakes("""
            [{"name":"Login!","issuer":"http://login.example","audience":"fastchat","clock_skew_seconds":61,"roles":{"boss":"king"},"permissions":["world.write"],"sign_in":{}}, 7]
            """);

        foreach (var word in new[] { "a-z", "HTTPS", "'audience'", "audiences", "clock_skew_seconds", "either tenant", "roles_claim and roles", "'king'", "'world.write'", "sign_in must have", "[1] must be" })
            Assert.Contains(word, mistakes, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[", "JSON")]
    [InlineData("[{]", "JSON")]
    [InlineData("/no/such/file", "path")]
    [InlineData($"[{Small},{Small}]", "more than one")]
    [InlineData("""[{"name":"login","issuer":"https://login.example","audiences":["fastchat"],"tenant":"default","tenant_claim":"org","role":"user"}]""", "either tenant")]
    [InlineData("""[{"name":"login","issuer":"https://login.example","audiences":["fastchat"],"tenant":"default"}]""", "role")]
    [InlineData("""[{"name":"login","issuer":"https://a:b@login.example","audiences":["fastchat"],"tenant":"default","role":"user"}]""", "HTTPS")]
    public void Read_OneMistake_SaysWhat(string settings, string word)
    {
        var mistakes = Mistakes(settings);

        Assert.StartsWith("FASTCHAT_ISSUERS", mistakes, StringComparison.Ordinal);
        Assert.Contains(word, mistakes, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_KeyThatLooksLikeAToken_IsRefused() => Assert.Contains(
        "FASTCHAT_API_KEY", Assert.Throws<FormatException>(() => Read($"[{Small}]", ("FASTCHAT_API_KEY", "a-key.in-three.parts"))).Message, StringComparison.Ordinal);

    private static string Mistakes(string settings) => Assert.Throws<FormatException>(() => Read(settings)).Message;

    private static ServerOptions Read(string issuers, params (string Name, string Value)[] others) =>
        ServerOptions.Read(name => name == "FASTCHAT_ISSUERS" ? issuers : others.FirstOrDefault(v => v.Name == name).Value);
}
