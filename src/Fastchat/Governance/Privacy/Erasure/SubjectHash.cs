using System.Security.Cryptography;
using System.Text;

namespace Fastchat.Governance.Privacy.Erasure;

/// <summary>
/// Stands for the name of who was erased: whoever knows the name can see that a certificate is about it, and two certificates
/// about one name have nothing in common. A name that can be guessed can be found by guessing.
/// </summary>
internal static class SubjectHash
{
    /// <summary>SHA-256 over the erasure's id, a line feed and the name; hexadecimal.</summary>
    public static string Of(string erasureId, string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{erasureId}\n{name}")));
}
