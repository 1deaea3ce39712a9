using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;

namespace Fastchat.Webhooks;

/// <summary>An event on its way to a webhook.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Id">Its id.</param>
/// <param name="WebhookId">The webhook.</param>
/// <param name="EventId">The event's id, the same for all webhooks that are told of it.</param>
/// <param name="EventType">What happened.</param>
/// <param name="Subject">What it happened to.</param>
/// <param name="State">How far it is.</param>
/// <param name="Attempts">How often it was tried; while it is being tried, this try included.</param>
/// <param name="CreatedAt">When it happened.</param>
/// <param name="DueAt">When it is tried next, or taken from whoever tries it now.</param>
/// <param name="LastError">What the last try failed for; empty for nothing.</param>
public sealed record WebhookDeliveryRecord(
    TenantId Tenant, string Id, string WebhookId, string EventId, string EventType, string Subject, WebhookDeliveryState State, int Attempts, DateTimeOffset CreatedAt, DateTimeOffset DueAt, string LastError);
