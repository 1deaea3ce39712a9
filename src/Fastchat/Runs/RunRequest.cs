using System.Security.Cryptography;
using Fastchat.Foundation;
using Google.Protobuf;

namespace Fastchat.Runs;

/// <summary>A request that its caller has named, so that it can be repeated without being done twice.</summary>
/// <param name="Id">The name.</param>
/// <param name="Hash">What tells it from another request of that name.</param>
public sealed record RunRequest(string Id, string Hash)
{
    private const int Longest = 255;

    /// <summary>The request of a message.</summary>
    /// <param name="id">The name.</param>
    /// <param name="message">The message; the same for the same request.</param>
    /// <exception cref="FastchatException">INVALID_VALUE: the name cannot be one.</exception>
    public static RunRequest Of(string id, IMessage message)
    {
        if (id.Length > Longest || id.Any(c => c is < '!' or > '~'))
            throw FastchatException.InvalidValue("request_id", $"request_id must be at most {Longest} characters of ASCII without blanks, for example a UUID.");
        return new RunRequest(id, Convert.ToHexStringLower(SHA256.HashData(message.ToByteArray())));
    }
}
