using System.Buffers;

namespace Fastchat.Foundation;

/// <summary>
/// Ids of things a tenant owns: prefix, tenant, time, chance. Ids of one tenant sort by time of making; an id of another
/// tenant is recognised without a look-up and answered exactly like one that does not exist.
/// </summary>
public static class Ids
{
    /// <summary>Files.</summary>
    public const string File = "file-";

    /// <summary>Uploads in parts.</summary>
    public const string Upload = "upload_";

    /// <summary>Parts of uploads.</summary>
    public const string UploadPart = "part_";

    /// <summary>Collections (vector stores).</summary>
    public const string Collection = "vs_";

    /// <summary>Runs.</summary>
    public const string Run = "run_";

    /// <summary>Chat completions in OpenAI's shape.</summary>
    public const string ChatCompletion = "chatcmpl-";

    /// <summary>Responses in OpenAI's shape.</summary>
    public const string Response = "resp_";

    /// <summary>Conversations in OpenAI's shape.</summary>
    public const string Conversation = "conv_";

    /// <summary>Threads: conversations in the legacy shape, with the same tail.</summary>
    public const string Thread = "thread_";

    /// <summary>Messages, as items of a response or conversation.</summary>
    public const string Message = "msg_";

    /// <summary>Calls of functions, as items.</summary>
    public const string FunctionCall = "fc_";

    /// <summary>What functions answered, as items.</summary>
    public const string FunctionCallOutput = "fco_";

    /// <summary>Calls of custom tools, as items.</summary>
    public const string CustomToolCall = "ctc_";

    /// <summary>What custom tools answered, as items.</summary>
    public const string CustomToolCallOutput = "cto_";

    /// <summary>Searches in files, as items.</summary>
    public const string FileSearchCall = "fs_";

    /// <summary>Calls of the server's tools, as items.</summary>
    public const string McpCall = "mcp_";

    /// <summary>What models thought, as items.</summary>
    public const string Reasoning = "rs_";

    /// <summary>Conversations made short, as items.</summary>
    public const string Compaction = "cmp_";

    /// <summary>Jobs.</summary>
    public const string Job = "job_";

    /// <summary>API keys (their ids, not their secrets).</summary>
    public const string ApiKey = "key_";

    /// <summary>Rules on top of roles.</summary>
    public const string PolicyRule = "rule_";

    /// <summary>Workspaces.</summary>
    public const string Workspace = "ws_";

    /// <summary>Erasures of tenants and users.</summary>
    public const string Erasure = "erasure_";

    /// <summary>Webhooks.</summary>
    public const string Webhook = "wh_";

    /// <summary>Events on their way to webhooks.</summary>
    public const string WebhookDelivery = "whd_";

    /// <summary>Events that webhooks are told of.</summary>
    public const string WebhookEvent = "evt_";

    /// <summary>Answers of rerankers; nothing is stored under them.</summary>
    public const string Reranking = "rerank_";

    private static readonly SearchValues<char> Characters = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // 45 bits of milliseconds last until the year 3084; 55 random bits keep ids of one millisecond apart.
    private const int TimeLength = 9;
    private const int RandomLength = 11;
    private const int PartLength = 3;

    /// <summary>A fresh id.</summary>
    public static string New(string prefix, TenantId tenant, TimeProvider clock) => string.Concat(
        prefix,
        tenant.Value,
        Base32.Encode(clock.GetUtcNow().ToUnixTimeMilliseconds(), TimeLength),
        Base32.Random(RandomLength));

    /// <summary>The id of something that exists once with another thing: the same but for the prefix.</summary>
    public static string Twin(string id, string prefix, string otherPrefix) => otherPrefix + id[prefix.Length..];

    /// <summary>The id of a part of something: the same but for prefix and end, which is the part's number, at most 32767.</summary>
    public static string Part(string id, string prefix, string partPrefix, int number) =>
        string.Concat(partPrefix, id.AsSpan(prefix.Length, id.Length - prefix.Length - PartLength), Base32.Encode(number, PartLength));

    /// <summary>What the id of the whole begins with, of which this is the id of a part.</summary>
    public static string StemOfWhole(string partId, string partPrefix, string prefix) => string.Concat(prefix, partId.AsSpan(partPrefix.Length, partId.Length - partPrefix.Length - PartLength));

    /// <summary>Whose id it is; null for one that has not the right form.</summary>
    public static TenantId? Owner(string id, string prefix)
    {
        if (id.Length < prefix.Length + TenantId.Length) return null;
        var tenant = new TenantId(id.Substring(prefix.Length, TenantId.Length));
        return tenant.IsWellFormed && IsOwned(id, prefix, tenant) ? tenant : null;
    }

    /// <summary>Whether an id has the right form, letters and digits alone behind the prefix, and belongs to the tenant.</summary>
    public static bool IsOwned(string id, string prefix, TenantId tenant) =>
        id.Length == prefix.Length + TenantId.Length + TimeLength + RandomLength
        && id.StartsWith(prefix, StringComparison.Ordinal)
        && id.AsSpan(prefix.Length).StartsWith(tenant.Value, StringComparison.Ordinal)
        && !id.AsSpan(prefix.Length).ContainsAnyExcept(Characters);
}
