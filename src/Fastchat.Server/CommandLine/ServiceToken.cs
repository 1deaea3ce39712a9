using System.Globalization;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Fastchat.Server.CommandLine;

/// <summary>A token that a service signs with its own key (ES256): the server knows the public half as an issuer's key_file.</summary>
internal static class ServiceToken
{
    private const int DefaultLifetime = 300;
    private const int LongestLifetime = 86_400;

    /// <summary>Makes a token as the options say.</summary>
    /// <exception cref="CommandException">An option is wrong, or the key cannot be used.</exception>
    public static string Create(string[] options, TimeProvider clock)
    {
        var (single, claims) = Read(options);
        using var key = Key(Required(single, "key"));
        var now = clock.GetUtcNow().UtcDateTime;
        var lifetime = Lifetime(single.GetValueOrDefault("lifetime"));
        claims["sub"] = Required(single, "subject");
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Required(single, "issuer"),
            Audience = Required(single, "audience"),
            Claims = claims,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddSeconds(lifetime),
            SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(key), SecurityAlgorithms.EcdsaSha256) { CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } },
        });
    }

    private static (Dictionary<string, string> Single, Dictionary<string, object> Claims) Read(string[] options)
    {
        var (single, claims) = (new Dictionary<string, string>(), new Dictionary<string, object>());
        for (var i = 0; i < options.Length; i += 2)
        {
            var name = options[i];
            if (i + 1 == options.Length || name is not ("--key" or "--issuer" or "--audience" or "--subject" or "--lifetime" or "--claim"))
                throw new CommandException($"'{name}' is no option with a value.");
            if (name != "--claim") single[name[2..]] = options[i + 1];
            else if (options[i + 1].Split('=', 2) is [{ Length: > 0 } claim, var value]) claims[claim] = value;
            else throw new CommandException($"--claim must be name=value, but is '{options[i + 1]}'.");
        }

        return (single, claims);
    }

    private static string Required(Dictionary<string, string> options, string name) =>
        options.GetValueOrDefault(name) is { Length: > 0 } value ? value : throw new CommandException($"--{name} is required.");

    private static int Lifetime(string? text)
    {
        if (text is null) return DefaultLifetime;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= LongestLifetime
            ? seconds
            : throw new CommandException($"--lifetime must be 1 to {LongestLifetime} seconds, but is '{text}'.");
    }

    private static ECDsa Key(string path)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            if (key.KeySize == 256) return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException or IOException or UnauthorizedAccessException)
        {
            // Told below: what the library says of a key file is no help, and might quote it.
        }

        key.Dispose();
        throw new CommandException($"{path} holds no private key on the curve P-256 as PEM.");
    }
}
