using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Identity.Tokens;
using Fastchat.Governance.Tenants;
using Fastchat.Storage;
using Fastchat.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TokenReader = Fastchat.Governance.Identity.Tokens.TokenReader;

namespace Fastchat.Benchmarks.Micro;

/// <summary>Finding out who holds a token: the first time, its tenant's row included, and once it is remembered.</summary>
public class TokenBenchmarks
{
    private readonly SteppingClock _clock = new();
    private string _token = "";
    private TokenReader _reader = null!;

    /// <summary>How the token is signed.</summary>
    [Params("RS256", "ES256")]
    public string Algorithm { get; set; } = "";

    /// <summary>Makes an issuer with a key of its own, and a token. Run in process, a set-up that is asynchronous is not waited for.</summary>
    [GlobalSetup]
    public void Setup() => SetupAsync().GetAwaiter().GetResult();

    private async Task SetupAsync()
    {
        AsymmetricAlgorithm key = Algorithm == "RS256" ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, key.ExportSubjectPublicKeyInfoPem());
        var issuer = new IssuerOptions { Name = "bench", Issuer = "urn:bench", Audiences = ["fastchat"], KeyFile = file, Claims = new ClaimMapping { Tenant = "bench", Role = Role.User } };
        var database = await SqliteDatabase.OpenAsync(new SqliteOptions { Path = SqliteOptions.InMemory }, MigrationSet.FromResources(typeof(TenantStore).Assembly, "Fastchat.Migrations.Sqlite."));
        var tenants = new TenantStore(database, TimeProvider.System);
        await tenants.AddAsync("bench", new TenantConfig(), CancellationToken.None);
        var issuers = new IssuerDirectory(new IdentityOptions("fc_admin") { Issuers = [issuer] }, new ProviderDocuments(_clock), _clock, NullLogger<IssuerDirectory>.Instance);
        _reader = new TokenReader(issuers, tenants, _clock);
        SecurityKey signer = key is RSA rsa ? new RsaSecurityKey(rsa) : new ECDsaSecurityKey((ECDsa)key);
        _token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = "urn:bench",
            Audience = "fastchat",
            Claims = new Dictionary<string, object> { ["sub"] = "ann" },
            NotBefore = _clock.GetUtcNow().UtcDateTime,
            IssuedAt = _clock.GetUtcNow().UtcDateTime,
            Expires = _clock.GetUtcNow().UtcDateTime.AddYears(5000),
            SigningCredentials = new SigningCredentials(signer, Algorithm),
        });
        await _reader.ReadAsync(_token, CancellationToken.None);
    }

    /// <summary>A token that is not remembered any more: a minute has gone by.</summary>
    [Benchmark]
    public async Task<object> First()
    {
        _clock.Step(TimeSpan.FromSeconds(61));
        return await _reader.ReadAsync(_token, CancellationToken.None);
    }

    /// <summary>A token that is remembered.</summary>
    [Benchmark]
    public async Task<object> Again() => await _reader.ReadAsync(_token, CancellationToken.None);

    private sealed class SteppingClock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now;

        public void Step(TimeSpan by) => _now += by;
    }
}
