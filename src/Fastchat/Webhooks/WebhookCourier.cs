using System.Globalization;
using System.Text.Json;
using Fastchat.Foundation;
using Microsoft.Extensions.Logging;

namespace Fastchat.Webhooks;

/// <summary>Brings events to webhooks: each at least once, signed, again after a while when it was not taken, and in the end no more.</summary>
public sealed class WebhookCourier(WebhookStore webhooks, WebhookDeliveryStore deliveries, IWebhookTransport transport, TimeProvider clock, ILogger<WebhookCourier> logger)
    : RepeatedWork(TimeSpan.FromSeconds(1), clock)
{
    private const int AtOnce = 16;

    // Receivers have a quarter of it: what is taken here is not taken by another while it is still being sent.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>Delivers what is due.</summary>
    public async Task DeliverAsync(CancellationToken cancellationToken)
    {
        while (await deliveries.TakeAsync(AtOnce, Lease, cancellationToken) is [_, ..] taken)
            await Task.WhenAll(taken.Select(d => TryAsync(token => DeliverAsync(d, token), cancellationToken)));
    }

    /// <inheritdoc />
    protected override Task RunAsync(CancellationToken stoppingToken) => DeliverAsync(stoppingToken);

    /// <inheritdoc />
    protected override void Tell(Exception failure) => Log.CourierFailed(logger, failure);

    private async Task DeliverAsync(WebhookDeliveryRecord delivery, CancellationToken cancellationToken)
    {
        if (await webhooks.FindAsync(delivery.Tenant, delivery.WebhookId, cancellationToken) is not { } webhook
            || await webhooks.FindSecretAsync(delivery.Tenant, delivery.WebhookId, cancellationToken) is not { } secret) return;
        var body = Body(delivery);
        var timestamp = Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var headers = new Dictionary<string, string>
        {
            ["webhook-id"] = delivery.EventId,
            ["webhook-timestamp"] = timestamp,
            ["webhook-signature"] = WebhookSecret.Sign(secret, delivery.EventId, timestamp, body),
        };
        if (await transport.PostAsync(webhook.Url, headers, body, cancellationToken) is not { } error)
        {
            await deliveries.DeliveredAsync(delivery, CancellationToken.None);
            return;
        }

        var after = WebhookSchedule.After(delivery.Attempts, Random.Shared.NextDouble());
        if (after is null) Log.DeliveryDead(logger, delivery.Id, delivery.WebhookId, delivery.Attempts);
        await deliveries.FailedAsync(delivery, error, after, CancellationToken.None);
    }

    private static string Body(WebhookDeliveryRecord delivery) => JsonSerializer.Serialize(
        new { id = delivery.EventId, @object = "event", type = delivery.EventType, created_at = delivery.CreatedAt.ToUnixTimeSeconds(), data = new { id = delivery.Subject } });
}
