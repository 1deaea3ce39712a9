using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fastchat.Governance.Audit;

namespace Fastchat.Governance.Privacy.Erasure;

/// <summary>Writes and signs what an erasure found: docs/guide/erasure-and-retention.md tells the members to whoever reads it elsewhere.</summary>
public sealed class CertificateWriter(CheckpointSigner signer, TimeProvider clock)
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The erasure with a certificate of how it stands now.</summary>
    public ErasureRecord Certify(ErasureRecord erasure)
    {
        var statement = Write(erasure);
        return erasure with
        {
            State = erasure.State with { Statement = statement, KeyId = signer.PublicKey.Id, Signature = signer.Sign(CertificateFile.Content(statement)) },
        };
    }

    private string Write(ErasureRecord erasure)
    {
        var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Plain))
        {
            json.WriteStartObject();
            json.WriteString("form", CertificateFile.Form);
            json.WriteString("erasure_id", erasure.Id);
            json.WriteString("kind", erasure.Kind.ToString().ToLowerInvariant());
            json.WriteString("tenant_id", erasure.Tenant.Value);
            json.WriteString("subject_hash", erasure.SubjectHash);
            json.WriteString("ordered_by", erasure.OrderedBy);
            json.WriteString("begun_at", Time(erasure.BegunAt));
            json.WriteString("certified_at", Time(clock.GetUtcNow()));
            json.WriteBoolean("data_key_destroyed", erasure.State.IsKeyDestroyed);
            json.WriteBoolean("deleted_rows_reclaimed", erasure.State.IsReclaimed);
            if (erasure.State.ChainSequence > 0)
            {
                json.WriteStartObject("audit_chain");
                json.WriteNumber("sequence", erasure.State.ChainSequence);
                json.WriteString("hash", erasure.State.ChainHash);
                json.WriteEndObject();
            }

            Write(json, "classes", erasure.State.Counts, withLeft: true);
            Write(json, "kept", erasure.State.Kept, withLeft: false);
            json.WriteStartArray("nodes");
            foreach (var node in erasure.Nodes)
            {
                json.WriteStartObject();
                json.WriteString("node_id", node.Node);
                json.WriteNumber("found", node.Found);
                json.WriteString("confirmed_at", node.ConfirmedAt is { } time ? Time(time) : null);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<ErasureCount> counts, bool withLeft)
    {
        json.WriteStartArray(name);
        foreach (var count in counts)
        {
            json.WriteStartObject();
            json.WriteString("name", count.Name);
            json.WriteNumber(withLeft ? "found" : "count", count.Found);
            if (withLeft) json.WriteNumber("left", count.Left);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
