using System.Security.Cryptography;
using System.Text;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Google.Protobuf;

namespace Fastchat.Governance.Idempotency;

/// <summary>A request that its caller has named, so that it can be repeated without being done twice.</summary>
/// <param name="Id">The name, within its tenant: of the caller's key or user, and the caller's word.</param>
/// <param name="Hash">What tells it from another request of that name: method and message.</param>
public sealed record IdempotentRequest(string Id, string Hash)
{
    /// <summary>The header that names a request. Source: draft-ietf-httpapi-idempotency-key-header.</summary>
    public const string Header = "Idempotency-Key";

    private const int Longest = 255;

    /// <summary>The request of a message.</summary>
    /// <param name="caller">Who calls: two callers' requests of one name are two.</param>
    /// <param name="name">The name.</param>
    /// <param name="method">The method's full name.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="FastchatException">INVALID_VALUE: the name cannot be one.</exception>
    public static IdempotentRequest Of(Caller caller, string name, string method, IMessage message)
    {
        if (name.Length > Longest || name.Any(c => c is < '!' or > '~'))
            throw FastchatException.InvalidValue(Header, $"{Header} must be at most {Longest} characters of ASCII without blanks, for example a UUID.");
        return new IdempotentRequest(Hashed(Encoding.UTF8.GetBytes($"{caller.KeyId}\n{caller.UserId}\n{name}")), Hashed([.. Encoding.UTF8.GetBytes(method), 0, .. message.ToByteArray()]));
    }

    private static string Hashed(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
