using System.Globalization;
using Fastchat.Foundation;

namespace Fastchat.Server;

/// <summary>One thing of each kind that a tenant owns, and a key that may do everything in it.</summary>
/// <param name="ApiKey">The key's secret.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="File">A file.</param>
/// <param name="Upload">An upload in parts that is pending.</param>
/// <param name="UploadPart">The part that it is waiting to be completed with.</param>
/// <param name="Store">A vector store that holds it.</param>
/// <param name="Run">A run.</param>
/// <param name="Completion">A stored chat completion.</param>
/// <param name="Response">A stored response, made in the background.</param>
/// <param name="Conversation">A conversation.</param>
/// <param name="Item">A message in it.</param>
/// <param name="Key">An API key's id.</param>
/// <param name="Rule">A rule.</param>
/// <param name="Workspace">A workspace.</param>
/// <param name="Erasure">The erasure of a user.</param>
/// <param name="Webhook">A webhook.</param>
/// <param name="WebhookDelivery">An event on its way to it.</param>
public sealed record OwnedIds(
    string ApiKey, string Tenant, string File, string Upload, string UploadPart, string Store, string Run, string Completion, string Response, string Conversation, string Item, string Key, string Rule, string Workspace, string Erasure,
    string Webhook, string WebhookDelivery)
{
    // Of the right form, and no tenant's.
    private const string Nobody = "zzzzzzzzzz";

    /// <summary>The id of a kind.</summary>
    internal string Of(IdKind kind) => kind switch
    {
        IdKind.Tenant => Tenant,
        IdKind.File => File,
        IdKind.Upload => Upload,
        IdKind.UploadPart => UploadPart,
        IdKind.Store => Store,
        IdKind.Run => Run,
        IdKind.Completion => Completion,
        IdKind.Response => Response,
        IdKind.Conversation => Conversation,
        IdKind.Thread => Ids.Twin(Conversation, Ids.Conversation, Ids.Thread),
        IdKind.Item => Item,
        IdKind.Key => Key,
        IdKind.Rule => Rule,
        IdKind.Workspace => Workspace,
        IdKind.Erasure => Erasure,
        IdKind.Webhook => Webhook,
        IdKind.WebhookDelivery => WebhookDelivery,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No thing has such an id."),
    };

    /// <summary>An id of the same tenant and form that nothing has.</summary>
    internal static string Unknown(string id) => string.Create(CultureInfo.InvariantCulture, $"{id[..^4]}{(id.EndsWith("0000", StringComparison.Ordinal) ? "1111" : "0000")}");

    /// <summary>The same id of a tenant that does not exist.</summary>
    internal string Nobodys(string id) => id.Replace(Tenant, Nobody, StringComparison.Ordinal);

    /// <summary>The token of the next page of a listing, as the tenant would get it.</summary>
    internal string Token(string method) => method switch
    {
        "fastchat.admin.v1.AuditService.ListAuditCheckpoints" => PageToken.Create($"audit-checkpoints:{Tenant}", "7"),
        "fastchat.admin.v1.WebhookService.ListWebhookDeliveries" => PageToken.Create($"webhook-deliveries:{Webhook}:0", WebhookDelivery),
        "fastchat.chat.v1.ToolService.ListTools" => PageToken.Create($"tools:{Tenant}", "another"),
        "fastchat.openai.v1.VectorStoresService.GetVectorStoreFileContent" => PageToken.Create($"content:{Store}/{File}", "1000"),
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "Its listing is asked for a token."),
    };
}
