using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Fastchat.Governance.Identity;

/// <summary>Keys: "fc_" and 32 random bytes. Only their hashes are stored; 256 random bits need no salt and no slow hash.</summary>
public static class ApiKey
{
    /// <summary>What keys of ours begin with, so that secret scanners know them.</summary>
    public const string Prefix = "fc_";

    /// <summary>A fresh key.</summary>
    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>SHA-256 of a key.</summary>
    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
