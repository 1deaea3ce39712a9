using Microsoft.Extensions.Logging;

namespace Fastchat.Webhooks;

internal static partial class Log
{
    [LoggerMessage(1100, LogLevel.Error, "Delivering to webhooks failed and goes on")]
    public static partial void CourierFailed(ILogger logger, Exception exception);

    [LoggerMessage(1101, LogLevel.Warning, "Delivery {DeliveryId} to webhook {WebhookId} is given up after {Attempts} tries")]
    public static partial void DeliveryDead(ILogger logger, string deliveryId, string webhookId, int attempts);
}
