using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fastchat.Server;

/// <summary>A field of a request, however deep, that names a thing of a tenant's.</summary>
/// <param name="Kind">What it names.</param>
/// <param name="Path">The fields that lead to it, and itself.</param>
internal sealed record IdField(IdKind Kind, IReadOnlyList<FieldDescriptor> Path)
{
    // The contract uses the same name for the same thing everywhere.
    private static readonly Dictionary<string, IdKind> Known = new(StringComparer.Ordinal)
    {
        ["tenant_id"] = IdKind.Tenant,
        ["client_id"] = IdKind.Tenant,
        ["file_id"] = IdKind.File,
        ["file_ids"] = IdKind.File,
        ["upload_id"] = IdKind.Upload,
        ["part_ids"] = IdKind.UploadPart,
        ["collection_id"] = IdKind.Store,
        ["collection_ids"] = IdKind.Store,
        ["vector_store_id"] = IdKind.Store,
        ["vector_store_ids"] = IdKind.Store,
        ["run_id"] = IdKind.Run,
        ["completion_id"] = IdKind.Completion,
        ["response_id"] = IdKind.Response,
        ["previous_response_id"] = IdKind.Response,
        ["conversation_id"] = IdKind.Conversation,
        ["thread_id"] = IdKind.Thread,
        ["item_id"] = IdKind.Item,
        ["message_id"] = IdKind.Item,
        ["key_id"] = IdKind.Key,
        ["actor"] = IdKind.Key,
        ["rule_id"] = IdKind.Rule,
        ["workspace_id"] = IdKind.Workspace,
        ["erasure_id"] = IdKind.Erasure,
        ["webhook_id"] = IdKind.Webhook,
        ["delivery_id"] = IdKind.WebhookDelivery,
        ["after"] = IdKind.Cursor,
        ["before"] = IdKind.Cursor,
        ["page"] = IdKind.Token,
        ["page_token"] = IdKind.Token,
    };

    // Named like ids, and no thing of anybody's: a caller's own words, which say the same in no other tenant.
    private static readonly HashSet<string> Words = ["tool_call_id", "call_id", "user_id", "request_id", "session_id", "max_output_tokens", "stream_id", "connector_id", "approval_request_id"];

    /// <summary>Its name from the request on, such as "tools.file_search.vector_store_ids".</summary>
    public string Name => Path.Name();

    /// <summary>All of a method's request.</summary>
    public static IReadOnlyList<IdField> Of(MethodDescriptor method) =>
        [.. FieldPaths.Texts(method.InputType).Where(path => Known.ContainsKey(path[^1].Name)).Select(path => new IdField(Known[path[^1].Name], path))];

    /// <summary>Fields of a request that are named like ids and that nobody has said what they name.</summary>
    public static IEnumerable<string> Strangers(MethodDescriptor method) => FieldPaths.Texts(method.InputType)
        .Select(path => path[^1].Name)
        .Where(name => (name.EndsWith("_id", StringComparison.Ordinal) || name.EndsWith("_ids", StringComparison.Ordinal) || name.Contains("token", StringComparison.Ordinal))
            && !Known.ContainsKey(name) && !Words.Contains(name));

    /// <summary>Puts a value there; what leads to it is made when it is missing.</summary>
    public void Place(IMessage request, string value) => request.Place(Path, value);
}
