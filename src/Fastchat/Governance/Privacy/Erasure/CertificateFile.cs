using System.Text;
using System.Text.Json;
using Fastchat.Governance.Audit;

namespace Fastchat.Governance.Privacy.Erasure;

/// <summary>A certificate as it was saved: the JSON of an erasure, or of its certificate alone.</summary>
/// <param name="Statement">What is stated, as JSON.</param>
/// <param name="KeyId">The key that signed it.</param>
/// <param name="Signature">The signature.</param>
public sealed record CertificateFile(string Statement, string KeyId, byte[] Signature)
{
    /// <summary>The name of the form; it stands before what is signed, so that no signature of a checkpoint can pass for one.</summary>
    public const string Form = "fastchat.erasure.1";

    /// <summary>Reads a file.</summary>
    /// <exception cref="FormatException">It is no certificate.</exception>
    public static CertificateFile Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement.TryGetProperty("certificate", out var inner) ? inner : document.RootElement;
            return new CertificateFile(root.GetProperty("statement").GetString()!, root.GetProperty("key_id").GetString()!, root.GetProperty("signature").GetBytesFromBase64());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new FormatException("This is no certificate of an erasure: it must be JSON with statement, key_id and signature.", e);
        }
    }

    /// <summary>Whether the statement is what the holder of the key's other half signed.</summary>
    public bool IsSignedBy(CheckpointKey key) => key.Verify(Content(Statement), Signature);

    /// <summary>Whether nothing that was to go is left, as far as it says: neither rows nor files of a node.</summary>
    /// <exception cref="FormatException">The statement cannot be read.</exception>
    public bool IsComplete()
    {
        try
        {
            using var document = JsonDocument.Parse(Statement);
            return document.RootElement.GetProperty("classes").EnumerateArray().All(c => c.GetProperty("left").GetInt64() == 0)
                && document.RootElement.GetProperty("nodes").EnumerateArray().All(n => n.GetProperty("confirmed_at").ValueKind == JsonValueKind.String);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("The statement is not one of an erasure.", e);
        }
    }

    internal static byte[] Content(string statement) => [.. Encoding.UTF8.GetBytes(Form), 0, .. Encoding.UTF8.GetBytes(statement)];
}
