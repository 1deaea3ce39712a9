using System.Text;
using System.Text.Json;
using Fastchat.Governance.Audit;

namespace Fastchat.Server.CommandLine;

/// <summary>Checkpoints as a file: one JSON object to a line.</summary>
internal static class CheckpointFile
{
    /// <summary>The file's text.</summary>
    public static string Write(IEnumerable<SignedCheckpoint> checkpoints)
    {
        var text = new StringBuilder();
        foreach (var c in checkpoints)
        {
            text.Append(JsonSerializer.Serialize(new
            {
                tenant_id = c.Chain.Name,
                sequence = c.Sequence,
                hash = Convert.ToHexStringLower(c.Hash),
                signed_at = c.SignedAt,
                key_id = c.KeyId,
                signature = Convert.ToBase64String(c.Signature),
            })).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="FormatException">A line is no checkpoint; the message says which.</exception>
    public static async Task<List<SignedCheckpoint>> ReadAsync(string path)
    {
        var checkpoints = new List<SignedCheckpoint>();
        var number = 0;
        foreach (var line in await File.ReadAllLinesAsync(path))
        {
            number++;
            if (line.Trim().Length > 0) checkpoints.Add(Parse(line) ?? throw new FormatException($"Line {number} of {path} is no checkpoint."));
        }

        return checkpoints;
    }

    private static SignedCheckpoint? Parse(string line)
    {
        try
        {
            var json = JsonElement.Parse(line);
            return new SignedCheckpoint(
                new AuditChain(json.GetProperty("tenant_id").GetString()!), json.GetProperty("sequence").GetInt64(), Convert.FromHexString(json.GetProperty("hash").GetString()!),
                json.GetProperty("signed_at").GetInt64(), json.GetProperty("key_id").GetString()!, json.GetProperty("signature").GetBytesFromBase64());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentNullException)
        {
            return null;
        }
    }
}
