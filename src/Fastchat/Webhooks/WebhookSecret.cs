using System.Security.Cryptography;
using System.Text;

namespace Fastchat.Webhooks;

/// <summary>What events are signed with. Source: Standard Webhooks 1.0, symmetric signatures.</summary>
public static class WebhookSecret
{
    private const string Prefix = "whsec_";
    private const int Length = 32;

    /// <summary>A fresh one.</summary>
    public static string New() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Length));

    /// <summary>The value of the header <c>webhook-signature</c>.</summary>
    /// <param name="secret">The webhook's secret.</param>
    /// <param name="id">The value of <c>webhook-id</c>.</param>
    /// <param name="timestamp">The value of <c>webhook-timestamp</c>, in seconds since 1970.</param>
    /// <param name="body">The body.</param>
    public static string Sign(string secret, string id, string timestamp, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[Prefix.Length..]), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));
}
