using System.Security.Cryptography;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Governance.Identity.Tokens;
using Fastchat.Server.CommandLine;

namespace Fastchat.Benchmarks.Targets;

/// <summary>A token for the whole server: its key is made anew for each measurement, and the server's process finds the public half by the environment.</summary>
internal static class BenchToken
{
    private const string Variable = "FASTCHAT_BENCH_KEY_FILE";
    private const string Name = "urn:bench";
    private const string Audience = "fastchat";

    /// <summary>The token; the servers that are started from then on take it.</summary>
    public static string Make()
    {
        var folder = Directory.CreateTempSubdirectory("fastchat-bench-key-").FullName;
        var (secret, known) = (Path.Combine(folder, "key.pem"), Path.Combine(folder, "key.pub.pem"));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(secret, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(known, key.ExportSubjectPublicKeyInfoPem());
        Environment.SetEnvironmentVariable(Variable, known);
        return ServiceToken.Create(["--key", secret, "--issuer", Name, "--audience", Audience, "--subject", "bench", "--lifetime", "86400"], TimeProvider.System);
    }

    /// <summary>The issuer, on the server's side; none when nobody measures tokens.</summary>
    public static IReadOnlyList<IssuerOptions> Issuers() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } file
        ? [new IssuerOptions { Name = "bench", Issuer = Name, Audiences = [Audience], KeyFile = file, Claims = new ClaimMapping { Tenant = "default", Role = Role.User } }]
        : [];
}
