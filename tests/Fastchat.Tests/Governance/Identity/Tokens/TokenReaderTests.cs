using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Access;
using Fastchat.Health;
using Fastchat.Testing;

namespace Fastchat.Governance.Identity.Tokens;

public sealed class TokenReaderTests : IAsyncLifetime
{
    private const string Audience = "fastchat";

    // Made once: making an RSA key takes longer than all else a test does.
    private static readonly SigningKey Key = SigningKey.Rsa();

    private readonly CapturedLog<IssuerDirectory> _log = new();
    private TestRooms _rooms = null!;
    private FakeProvider _provider = null!;
    private TokenReader _reader = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static IssuerOptions Options => new()
    {
        Name = "login",
        Issuer = FakeProvider.Address,
        Audiences = [Audience, "second"],
        Claims = new ClaimMapping { TenantClaim = "tenant", RolesClaim = "realm_access.roles", Roles = new Dictionary<string, Role> { ["staff"] = Role.User, ["chiefs"] = Role.Admin } },
    };

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _provider = new FakeProvider(FakeProvider.Address, Key);
        _reader = Reader(Options);
    }

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _provider.Dispose();
        await _rooms.DisposeAsync();
    }

    [Fact]
    public async Task Read_GoodToken_IsItsHolder()
    {
        var caller = await _reader.ReadAsync(Key.Sign(Payload()), Ct);

        Assert.Equal((_rooms.Tenant, Role.User, "login", "ann", true), (caller.Tenant!.Value, caller.Role, caller.Issuer, caller.UserId, caller.IsServed));
        Assert.Equal(Roles.Permissions(Role.User).Order(), caller.Permissions.Order());
        Assert.StartsWith("login|", caller.KeyId, StringComparison.Ordinal);
        Assert.DoesNotContain("ann", caller.KeyId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("PS384")]
    [InlineData("PS512")]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public async Task Read_EachAlgorithm_IsTaken(string algorithm)
    {
        using var key = algorithm[0] == 'E' ? SigningKey.Ec(algorithm: algorithm) : SigningKey.Rsa(algorithm: algorithm);
        _provider.Keys = [key];

        Assert.Equal("ann", (await _reader.ReadAsync(key.Sign(Payload()), Ct)).UserId);
    }

    [Theory]
    [InlineData("at+jwt")]
    [InlineData("application/at+jwt")]
    [InlineData("AT+JWT")]
    [InlineData(null)]
    public async Task Read_KindOfToken_IsTaken(string? type) =>
        Assert.Equal("ann", (await _reader.ReadAsync(Key.Sign(Payload(), h => SetOrRemove(h, "typ", type)), Ct)).UserId);

    [Theory]
    [InlineData("logout+jwt")]
    [InlineData("dpop+jwt")]
    [InlineData("secevent+jwt")]
    public Task Read_OtherKindOfToken_IsRefused(string type) => RefusedAsync(Key.Sign(Payload(), h => h["typ"] = type), "'typ'");

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("")]
    public Task Read_Unsigned_IsRefused(string algorithm) =>
        RefusedAsync(SigningKey.Signed(new JsonObject { ["alg"] = algorithm }, Payload()) + ".", "'alg'");

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("RS1")]
    [InlineData("EdDSA")]
    [InlineData("rs256")]
    public Task Read_AlgorithmOutsideTheList_IsRefused(string algorithm) => RefusedAsync(Key.Sign(Payload(), h => h["alg"] = algorithm), "'alg'");

    /// <summary>The classical confusion: the public key, known to all, taken for the secret of a hash.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Read_PublicKeyAsSecret_IsRefused(bool pem)
    {
        var header = new JsonObject { ["alg"] = "HS256", ["kid"] = Key.Id, ["typ"] = "JWT" };
        var signed = SigningKey.Signed(header, Payload());
        var secret = pem ? Encoding.ASCII.GetBytes(Key.Pem) : Encoding.ASCII.GetBytes(Key.Jwk.ToJsonString());
        return RefusedAsync($"{signed}.{System.Buffers.Text.Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}", "'alg'");
    }

    [Fact]
    public async Task Read_SecretAmongPublishedKeys_IsNoKey()
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        _provider.Odd.Add(new JsonObject { ["kty"] = "oct", ["kid"] = "secret", ["k"] = System.Buffers.Text.Base64Url.EncodeToString(secret) });
        var signed = SigningKey.Signed(new JsonObject { ["alg"] = "HS256", ["kid"] = "secret" }, Payload());

        await RefusedAsync($"{signed}.{System.Buffers.Text.Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}", "'alg'");
    }

    [Fact]
    public async Task Read_KeyForAnotherAlgorithm_DoesNotFit()
    {
        using var ec = SigningKey.Ec("one");
        _provider.Keys = [ec];

        await RefusedAsync(Key.Sign(Payload()), "does not publish");
    }

    [Fact]
    public async Task Read_ShortRsaKey_IsNoKey()
    {
        using var weak = SigningKey.Rsa("weak", bits: 1024);
        _provider.Keys = [Key, weak];

        await RefusedAsync(weak.Sign(Payload()), "does not publish");
    }

    [Fact]
    public async Task Read_KeyForEncryption_IsNoKey()
    {
        using var other = SigningKey.Rsa("enc");
        var jwk = other.Jwk;
        jwk["use"] = "enc";
        _provider.Odd.Add(jwk);

        await RefusedAsync(other.Sign(Payload()), "does not publish");
    }

    [Fact]
    public async Task Read_ForeignSignature_IsRefused()
    {
        using var foreign = SigningKey.Rsa(Key.Id);

        await RefusedAsync(foreign.Sign(Payload()), "signature is wrong");
    }

    [Fact]
    public async Task Read_ChangedPayload_IsRefused()
    {
        var parts = Key.Sign(Payload()).Split('.');
        var other = Key.Sign(Payload(p => p["sub"] = "eve")).Split('.');

        await RefusedAsync($"{parts[0]}.{other[1]}.{parts[2]}", "signature is wrong");
    }

    [Theory]
    [InlineData("https://login.example/")]
    [InlineData("https://LOGIN.example")]
    [InlineData("https://other.example")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Read_OtherIssuer_IsRefusedUnasked(string? issuer)
    {
        await RefusedAsync(Key.Sign(Payload(p => SetOrRemove(p, "iss", issuer))), "'iss'");

        Assert.Equal(0, _provider.Asked);
    }

    [Fact]
    public async Task Read_KeysNamedByTheToken_AreNeverFetched()
    {
        using var own = SigningKey.Rsa("https://evil.example/key");

        await RefusedAsync(own.Sign(Payload(), h =>
        {
            h["jku"] = "https://evil.example/keys";
            h["x5u"] = "https://evil.example/chain";
            h["jwk"] = own.Jwk;
        }), "does not publish");
    }

    [Theory]
    [InlineData("""{"aud":"other"}""")]
    [InlineData("""{"aud":["other","fastchat2"]}""")]
    [InlineData("""{"aud":[]}""")]
    [InlineData("""{"aud":""}""")]
    [InlineData("""{"aud":null}""")]
    [InlineData("""{"aud":7}""")]
    public Task Read_OtherAudience_IsRefused(string change) => RefusedAsync(Key.Sign(Payload(change)));

    [Fact]
    public Task Read_WithoutAudience_IsRefused() => RefusedAsync(Key.Sign(Payload(p => p.Remove("aud"))), "'aud'");

    [Theory]
    [InlineData("""{"aud":["other","fastchat"]}""")]
    [InlineData("""{"aud":"second"}""")]
    public async Task Read_OneOfTheAudiences_IsTaken(string change) => Assert.Equal("ann", (await _reader.ReadAsync(Key.Sign(Payload(change)), Ct)).UserId);

    [Theory]
    [InlineData(-29, true)]
    [InlineData(-30, false)]
    public async Task Read_Expired_IsTakenWithinTheSkewAlone(int expires, bool taken)
    {
        var token = Key.Sign(Payload(p => p["exp"] = In(expires)));

        if (taken) Assert.Equal("ann", (await _reader.ReadAsync(token, Ct)).UserId);
        else await RefusedAsync(token, "expired");
    }

    [Theory]
    [InlineData(30, true)]
    [InlineData(31, false)]
    public async Task Read_NotYetValid_IsTakenWithinTheSkewAlone(int begins, bool taken)
    {
        var token = Key.Sign(Payload(p => p["nbf"] = In(begins)));

        if (taken) Assert.Equal("ann", (await _reader.ReadAsync(token, Ct)).UserId);
        else await RefusedAsync(token, "not valid yet");
    }

    [Theory]
    [InlineData("""{"exp":null}""")]
    [InlineData("""{"exp":"soon"}""")]
    [InlineData("""{"exp":-1}""")]
    [InlineData("""{"exp":{}}""")]
    [InlineData("""{"nbf":99999999999999}""")]
    public Task Read_TimesThatAreNone_AreRefused(string change) => RefusedAsync(Key.Sign(Payload(change)));

    [Fact]
    public Task Read_WithoutExpiry_IsRefused() => RefusedAsync(Key.Sign(Payload(p => p.Remove("exp"))), "'exp'");

    [Fact]
    public async Task Read_EndOfTime_IsTaken() => Assert.Equal("ann", (await _reader.ReadAsync(Key.Sign(Payload("""{"exp":253402300799}""")), Ct)).UserId);

    [Theory]
    [InlineData("azp")]
    [InlineData("client_id")]
    public async Task Read_AuthorizedParty_IsHeldToTheList(string claim)
    {
        using var reader = Reader(Options with { AuthorizedParties = ["page"] });

        Assert.Equal("ann", (await reader.ReadAsync(Key.Sign(Payload(p => p[claim] = "page")), Ct)).UserId);
        await RefusedAsync(Key.Sign(Payload(p => p[claim] = "other")), "'azp'", reader);
        await RefusedAsync(Key.Sign(Payload()), "'azp'", reader);
    }

    [Theory]
    [InlineData("""{"sub":["ann","bob"]}""")]
    [InlineData("""{"sub":{}}""")]
    [InlineData("""{"iss":["https://login.example"]}""")]
    public Task Read_ClaimOfAnotherShape_IsRefused(string change) => RefusedAsync(Key.Sign(Payload(change)));

    [Fact]
    public Task Read_CriticalExtension_IsRefused() => RefusedAsync(Key.Sign(Payload(), h => h["crit"] = new JsonArray("exp")), "'crit'");

    [Fact]
    public Task Read_Encrypted_IsRefusedInWords() => RefusedAsync("eyJhbGciOiJSU0EtT0FFUCJ9.a2V5.aXY.Y2lwaGVy.dGFn", "Encrypted tokens");

    [Fact]
    public Task Read_Oversized_IsRefused() => RefusedAsync(Key.Sign(Payload(p => p["pad"] = new string('x', 20_000))), "at most");

    [Theory]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("e30.e30.")]
    [InlineData("e30.e30.e30")]
    [InlineData("W10.W10.W10")]
    [InlineData("bnVsbA.bnVsbA.bnVsbA")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.%%%%.c2ln")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.e30=.c2ln")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOjF9.c2ln")]
    [InlineData("eyJhbGciOjF9.e30.c2ln")]
    [InlineData("ÿ.þ.ý")]
    public Task Read_Garbage_IsRefused(string token) => RefusedAsync(token);

    [Fact]
    public async Task Read_AnyByteChanged_IsRefused()
    {
        var token = Key.Sign(Payload());
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var changed = token.ToCharArray();
            var at = random.Next(token.Length - 1);
            changed[at] = (char)random.Next(33, 127);
            if (changed[at] == token[at] || new string(changed).Count('.'.Equals) != 2) continue;
            await RefusedAsync(new string(changed));
        }
    }

    [Fact]
    public async Task Read_RolledOver_IsTakenAtOnce()
    {
        await _reader.ReadAsync(Key.Sign(Payload()), Ct);
        using var next = SigningKey.Ec("two");
        _provider.Keys = [next];

        Assert.Equal("ann", (await _reader.ReadAsync(next.Sign(Payload()), Ct)).UserId);
        await RefusedAsync(Key.Sign(Payload(p => p["sub"] = "other")), "does not publish");
    }

    [Fact]
    public async Task Read_FloodOfMadeUpKeys_AsksAFewTimesAMinute()
    {
        await _reader.ReadAsync(Key.Sign(Payload()), Ct);

        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => RefusedAsync(Key.Sign(Payload(), h => h["kid"] = $"made-up-{i}"))));
        Assert.InRange(_provider.Asked, 2, 6);

        _rooms.Clock.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 50; i++) await RefusedAsync(Key.Sign(Payload(), h => h["kid"] = $"other-{i}"));
        Assert.InRange(_provider.Asked, 3, 12);
    }

    [Fact]
    public async Task Read_ProviderAway_GoesOnWithTheKeysItHas()
    {
        await _reader.ReadAsync(Key.Sign(Payload()), Ct);
        _provider.Away = true;
        _rooms.Clock.Advance(TimeSpan.FromHours(23));

        Assert.Equal("bob", (await _reader.ReadAsync(Key.Sign(Payload(p => p["sub"] = "bob")), Ct)).UserId);
    }

    [Fact]
    public async Task Read_ProviderAwayForADay_TrustsItsKeysNoLonger()
    {
        await _reader.ReadAsync(Key.Sign(Payload()), Ct);
        _provider.Away = true;
        _rooms.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(ErrorReason.IdentityProviderUnavailable, (await RefusalAsync(Key.Sign(Payload()), _reader)).Reason);
    }

    [Fact]
    public async Task Read_ProviderAwayFromTheStart_IsUnavailableAndFoundAgain()
    {
        _provider.Away = true;
        var refusal = await RefusalAsync(Key.Sign(Payload()), _reader);
        Assert.Equal(ErrorReason.IdentityProviderUnavailable, refusal.Reason);
        Assert.NotNull(refusal.RetryAfter);
        for (var i = 0; i < 20; i++) await RefusalAsync(Key.Sign(Payload()), _reader);
        Assert.Equal(1, _provider.Asked);

        _provider.Away = false;
        _rooms.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("ann", (await _reader.ReadAsync(Key.Sign(Payload()), Ct)).UserId);
    }

    [Fact]
    public async Task Read_OldKeys_AreReadAgainInTheBackground()
    {
        await _reader.ReadAsync(Key.Sign(Payload()), Ct);
        _rooms.Clock.Advance(TimeSpan.FromHours(1));

        await _reader.ReadAsync(Key.Sign(Payload()), Ct);

        await Eventually.IsTrueAsync(() => Task.FromResult(_provider.Asked == 2));
    }

    [Theory]
    [InlineData("issuer")]
    [InlineData("http")]
    [InlineData("moved")]
    [InlineData("long")]
    [InlineData("nothing")]
    public async Task Read_DocumentsThatCannotBeTrusted_AreNot(string fault)
    {
        if (fault == "issuer") _provider.ClaimedIssuer = "https://other.example";
        if (fault == "http") _provider.KeysAddress = "http://login.example/keys";
        if (fault == "moved") _provider.KeysAddress = FakeProvider.Address + "/moved";
        if (fault == "long") _provider.KeysAddress = FakeProvider.Address + "/long";
        if (fault == "nothing") _provider.Keys = [];

        Assert.Equal(ErrorReason.IdentityProviderUnavailable, (await RefusalAsync(Key.Sign(Payload()), _reader)).Reason);
        Assert.Contains(_log.Entries, e => e.Exception is not null);
    }

    [Fact]
    public async Task Read_TwoIssuersWithTheSameKeyName_KeepsThemApart()
    {
        using var theirs = SigningKey.Ec(Key.Id);
        using var file = new KeyFile(theirs.Pem);
        using var reader = Reader(Options, Options with { Name = "svc", Issuer = "urn:svc", KeyFile = file.Path });

        Assert.Equal("login", (await reader.ReadAsync(Key.Sign(Payload()), Ct)).Issuer);
        Assert.Equal("svc", (await reader.ReadAsync(theirs.Sign(Payload(p => p["iss"] = "urn:svc")), Ct)).Issuer);
        await RefusedAsync(theirs.Sign(Payload()), "does not publish", reader);
        await RefusedAsync(Key.Sign(Payload(p => p["iss"] = "urn:svc")), "does not publish", reader);
    }

    [Fact]
    public async Task Read_WithoutKeyName_TriesTheIssuersKeys()
    {
        using var other = SigningKey.Rsa("other");
        _provider.Keys = [other, Key];

        Assert.Equal("ann", (await _reader.ReadAsync(Key.Sign(Payload(), h => h.Remove("kid")), Ct)).UserId);
    }

    [Fact]
    public async Task Read_Remembered_AsksNobodyUntilAMinuteIsOver()
    {
        var token = Key.Sign(Payload());
        var caller = await _reader.ReadAsync(token, Ct);

        _rooms.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Same(caller, await _reader.ReadAsync(token, Ct));
        _rooms.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotSame(caller, await _reader.ReadAsync(token, Ct));
    }

    [Fact]
    public async Task Read_Remembered_IsForgottenWhenItExpires()
    {
        var token = Key.Sign(Payload(p => p["exp"] = In(10)));
        await _reader.ReadAsync(token, Ct);

        _rooms.Clock.Advance(TimeSpan.FromSeconds(40));

        await RefusedAsync(token, "expired");
    }

    [Fact]
    public async Task Read_TenantSuspended_IsKnownAtOnce()
    {
        var token = Key.Sign(Payload());
        Assert.True((await _reader.ReadAsync(token, Ct)).IsServed);

        await _rooms.Tenants.UpdateAsync(_rooms.Tenant.Value, null, TenantStatus.Suspended, Ct);

        await Eventually.IsTrueAsync(async () => !(await _reader.ReadAsync(token, Ct)).IsServed);
    }

    [Theory]
    [InlineData("""{"tenant":"third"}""")]
    [InlineData("""{"tenant":["first","second"]}""")]
    [InlineData("""{"tenant":7}""")]
    [InlineData("""{"tenant":""}""")]
    [InlineData("""{"tenant":null}""")]
    [InlineData("""{"realm_access":{"roles":["guests"]}}""")]
    [InlineData("""{"realm_access":{"roles":[]}}""")]
    [InlineData("""{"realm_access":"staff"}""")]
    [InlineData("""{"realm_access":null}""")]
    public async Task Read_HolderWithoutAPlace_IsDenied(string change) =>
        Assert.Equal(ErrorReason.PermissionDenied, (await RefusalAsync(Key.Sign(Payload(change)), _reader)).Reason);

    [Theory]
    [InlineData("""{"sub":null}""")]
    [InlineData("""{"sub":""}""")]
    public Task Read_WithoutUser_IsRefused(string change) => RefusedAsync(Key.Sign(Payload(change)), "'sub'");

    [Fact]
    public async Task Read_SeveralRoles_CountsTheStrongest() => Assert.Equal(
        Role.Admin, (await _reader.ReadAsync(Key.Sign(Payload("""{"realm_access":{"roles":["staff","chiefs","guests"]}}""")), Ct)).Role);

    [Fact]
    public async Task Read_Mapped_TakesEachClaimFromItsPlace()
    {
        using var reader = Reader(Options with
        {
            Claims = new ClaimMapping
            {
                UserClaim = "email",
                TenantClaim = "https://fastchat.dev/tenant",
                WorkspaceClaim = "org.unit",
                Role = Role.Viewer,
                PermissionsClaim = "scope",
                Permissions = ["chat.read", "files.read"],
            },
        });

        var caller = await reader.ReadAsync(Key.Sign(Payload(
            """{"email":"ann@example.com","https://fastchat.dev/tenant":"second","org":{"unit":"sales"},"scope":"openid chat.read chat.write"}""")), Ct);

        Assert.Equal((_rooms.OtherTenant, Role.Viewer, "ann@example.com", "sales"), (caller.Tenant!.Value, caller.Role, caller.UserId, caller.WorkspaceId));
        Assert.Equal(["chat.read"], caller.Permissions);
    }

    [Fact]
    public async Task Read_NarrowingClaimMissing_GivesNothing()
    {
        using var reader = Reader(Options with { Claims = Options.Claims with { PermissionsClaim = "scope" } });

        Assert.Empty((await reader.ReadAsync(Key.Sign(Payload()), Ct)).Permissions);
    }

    [Fact]
    public async Task Read_TenantOutsideTheIssuersList_IsDenied()
    {
        using var reader = Reader(Options with { Claims = Options.Claims with { Tenants = ["second"] } });

        Assert.Equal(ErrorReason.PermissionDenied, (await RefusalAsync(Key.Sign(Payload()), reader)).Reason);
        Assert.Equal(_rooms.OtherTenant, (await reader.ReadAsync(Key.Sign(Payload(p => p["tenant"] = "second")), Ct)).Tenant);
    }

    [Fact]
    public async Task Read_FixedTenantById_IsThatTenant()
    {
        using var reader = Reader(Options with { Claims = Options.Claims with { TenantClaim = null, Tenant = _rooms.OtherTenant.Value } });

        Assert.Equal(_rooms.OtherTenant, (await reader.ReadAsync(Key.Sign(Payload()), Ct)).Tenant);
    }

    [Fact]
    public async Task Health_ProviderAway_IsDegradedAndNamesIt()
    {
        _provider.Away = true;
        var (status, detail) = await new IssuersHealth(Directory(Options)).CheckAsync(Ct);

        Assert.Equal(HealthStatus.Degraded, status);
        Assert.Contains("login", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fc_a.b.c", false)]
    [InlineData("a.b", false)]
    [InlineData("a.b.c", true)]
    [InlineData("a.b.c.d", false)]
    [InlineData("a.b.c.d.e", true)]
    public void Takes_ByItsParts_TellsTokensFromKeys(string credential, bool token)
    {
        Assert.Equal(token, _reader.Takes(credential));
        using var none = Reader();
        Assert.False(none.Takes(credential));
    }

    private TokenReader Reader(params IssuerOptions[] issuers) => new(Directory(issuers), _rooms.TenantStore, _rooms.Clock);

    private IssuerDirectory Directory(params IssuerOptions[] issuers) =>
        new(new IdentityOptions("fc_admin") { Issuers = issuers }, new ProviderDocuments(_rooms.Clock, _provider), _rooms.Clock, _log);

    private long In(int seconds) => _rooms.Clock.GetUtcNow().ToUnixTimeSeconds() + seconds;

    private JsonObject Payload(Action<JsonObject>? change = null)
    {
        // Beyond two days: some tests let a day go by.
        var payload = new JsonObject
        {
            ["iss"] = FakeProvider.Address,
            ["aud"] = Audience,
            ["sub"] = "ann",
            ["exp"] = In(200_000),
            ["iat"] = In(0),
            ["tenant"] = "first",
            ["realm_access"] = new JsonObject { ["roles"] = new JsonArray("guests", "staff") },
        };
        change?.Invoke(payload);
        return payload;
    }

    private JsonObject Payload(string change) => Payload(payload =>
    {
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject()) payload[name] = value?.DeepClone();
    });

    private static void SetOrRemove(JsonObject json, string name, string? value)
    {
        json.Remove(name);
        if (value is not null) json[name] = value;
    }

    private static async Task<FastchatException> RefusalAsync(string token, TokenReader reader)
    {
        var refusal = await Assert.ThrowsAsync<FastchatException>(async () => await reader.ReadAsync(token, Ct));
        foreach (var part in token.Split('.').Where(p => p.Length > 8)) Assert.DoesNotContain(part, refusal.ToString(), StringComparison.Ordinal);
        return refusal;
    }

    private async Task RefusedAsync(string token, string because = "", TokenReader? reader = null)
    {
        var refusal = await RefusalAsync(token, reader ?? _reader);
        Assert.Equal(ErrorReason.InvalidToken, refusal.Reason);
        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
    }
}
