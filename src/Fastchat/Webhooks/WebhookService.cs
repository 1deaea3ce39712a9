using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Tenants;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Fastchat.Webhooks;

/// <summary>The door of webhooks.</summary>
public sealed class WebhookService(WebhookStore store, WebhookDeliveryStore deliveries, IWebhookTransport transport, TenantChoice tenants) : Contracts.Admin.V1.WebhookService.WebhookServiceBase
{
    private const int LongestUrl = 2000;

    /// <inheritdoc />
    public override async Task<CreateWebhookResponse> CreateWebhook(CreateWebhookRequest request, ServerCallContext context)
    {
        var tenant = await tenants.ResolveAsync(context.Caller(), request.TenantId, context.CancellationToken);
        CheckUrl(request.Url);
        if (request.EventTypes.Count == 0) throw FastchatException.MissingField("event_types");
        var types = EventTypes(request.EventTypes);
        var secret = WebhookSecret.New();
        var webhook = await store.AddAsync(tenant, request.Url, types, secret, context.CancellationToken)
            ?? throw FastchatException.InvalidValue("url", $"A tenant may have at most {WebhookStore.Most} webhooks.");
        return new CreateWebhookResponse { Webhook = ToMessage(tenant, webhook), Secret = secret };
    }

    /// <inheritdoc />
    public override async Task<ListWebhooksResponse> ListWebhooks(ListWebhooksRequest request, ServerCallContext context)
    {
        var tenant = await tenants.ResolveAsync(context.Caller(), request.TenantId, context.CancellationToken);
        var listing = $"webhooks:{tenant.Value}";
        var page = await store.ListAsync(tenant, new PageQuery(PageQuery.Size(request.PageSize, 20, 100), PageToken.Read(listing, request.PageToken)), context.CancellationToken);
        return new ListWebhooksResponse
        {
            Webhooks = { page.Items.Select(w => ToMessage(tenant, w)) },
            NextPageToken = page.HasMore ? PageToken.Create(listing, page.Items[^1].Id) : "",
        };
    }

    /// <inheritdoc />
    public override async Task<UpdateWebhookResponse> UpdateWebhook(UpdateWebhookRequest request, ServerCallContext context)
    {
        var tenant = Owner(context.Caller(), request.WebhookId);
        if (request.HasUrl) CheckUrl(request.Url);
        var types = request.EventTypes.Count == 0 ? null : EventTypes(request.EventTypes);
        var changed = await store.UpdateAsync(tenant, request.WebhookId, request.HasUrl ? request.Url : null, types, request.HasEnabled ? request.Enabled : null, context.CancellationToken);
        return new UpdateWebhookResponse { Webhook = ToMessage(tenant, changed ?? throw WebhookStore.NotFound(request.WebhookId)) };
    }

    /// <inheritdoc />
    public override async Task<RotateWebhookSecretResponse> RotateWebhookSecret(RotateWebhookSecretRequest request, ServerCallContext context)
    {
        var tenant = Owner(context.Caller(), request.WebhookId);
        var secret = WebhookSecret.New();
        if (!await store.ReplaceSecretAsync(tenant, request.WebhookId, secret, context.CancellationToken)) throw WebhookStore.NotFound(request.WebhookId);
        return new RotateWebhookSecretResponse { Webhook = ToMessage(tenant, await FindAsync(tenant, request.WebhookId, context)), Secret = secret };
    }

    /// <inheritdoc />
    public override async Task<DeleteWebhookResponse> DeleteWebhook(DeleteWebhookRequest request, ServerCallContext context) =>
        await store.DeleteAsync(Owner(context.Caller(), request.WebhookId), request.WebhookId, context.CancellationToken) ? new DeleteWebhookResponse() : throw WebhookStore.NotFound(request.WebhookId);

    /// <inheritdoc />
    public override async Task<ListWebhookDeliveriesResponse> ListWebhookDeliveries(ListWebhookDeliveriesRequest request, ServerCallContext context)
    {
        var tenant = Owner(context.Caller(), request.WebhookId);
        if (!System.Enum.IsDefined(request.State)) throw FastchatException.InvalidValue("state", "state must be pending, delivered or dead.");
        var listing = $"webhook-deliveries:{request.WebhookId}:{(int)request.State}";
        var query = new PageQuery(PageQuery.Size(request.PageSize, 20, 100), PageToken.Read(listing, request.PageToken));
        await FindAsync(tenant, request.WebhookId, context);
        var page = await deliveries.ListAsync(tenant, request.WebhookId, request.State, query, context.CancellationToken);
        return new ListWebhookDeliveriesResponse
        {
            Deliveries = { page.Items.Select(ToMessage) },
            NextPageToken = page.HasMore ? PageToken.Create(listing, page.Items[^1].Id) : "",
        };
    }

    /// <inheritdoc />
    public override async Task<ReplayWebhookDeliveryResponse> ReplayWebhookDelivery(ReplayWebhookDeliveryRequest request, ServerCallContext context)
    {
        var tenant = context.Caller().OwnerOf(request.DeliveryId, Ids.WebhookDelivery) ?? throw WebhookDeliveryStore.NotFound(request.DeliveryId);
        return new ReplayWebhookDeliveryResponse
        {
            Delivery = ToMessage(await deliveries.ReplayAsync(tenant, request.DeliveryId, context.CancellationToken) ?? throw WebhookDeliveryStore.NotFound(request.DeliveryId)),
        };
    }

    private async Task<WebhookRecord> FindAsync(TenantId tenant, string id, ServerCallContext context) =>
        await store.FindAsync(tenant, id, context.CancellationToken) ?? throw WebhookStore.NotFound(id);

    private void CheckUrl(string url)
    {
        if (url.Length == 0) throw FastchatException.MissingField("url");
        if (url.Length > LongestUrl) throw FastchatException.InvalidValue("url", $"url must have at most {LongestUrl} characters, but has {url.Length}.");
        StoredText.Check("url", url);
        transport.Check(url, "url");
    }

    private static IReadOnlyList<string> EventTypes(IReadOnlyList<string> asked) =>
        asked.FirstOrDefault(t => !WebhookEvents.All.Contains(t)) is { } unknown
            ? throw FastchatException.InvalidValue("event_types", $"event_types must be of {string.Join(", ", WebhookEvents.All)}, but one is '{unknown}'.")
            : [.. asked.Distinct()];

    private static TenantId Owner(Caller caller, string id) => caller.OwnerOf(id, Ids.Webhook) ?? throw WebhookStore.NotFound(id);

    private static Webhook ToMessage(TenantId tenant, WebhookRecord webhook) => new()
    {
        WebhookId = webhook.Id,
        TenantId = tenant.Value,
        Url = webhook.Url,
        EventTypes = { webhook.EventTypes },
        Enabled = webhook.IsEnabled,
        CreateTime = Timestamp.FromDateTimeOffset(webhook.CreatedAt),
    };

    private static WebhookDelivery ToMessage(WebhookDeliveryRecord delivery) => new()
    {
        DeliveryId = delivery.Id,
        WebhookId = delivery.WebhookId,
        EventId = delivery.EventId,
        EventType = delivery.EventType,
        Subject = delivery.Subject,
        State = delivery.State,
        Attempts = delivery.Attempts,
        CreateTime = Timestamp.FromDateTimeOffset(delivery.CreatedAt),
        NextAttemptTime = delivery.State == WebhookDeliveryState.Pending ? Timestamp.FromDateTimeOffset(delivery.DueAt) : null,
        LastError = delivery.LastError,
    };
}
