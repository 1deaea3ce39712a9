using Fastchat.Governance.Encryption;
using Fastchat.Governance.Privacy.Erasure;
using Fastchat.Governance.Privacy.Retention;
using Fastchat.Rpc;
using Fastchat.Runs;
using Fastchat.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Webhooks;

/// <summary>Puts the room into a host.</summary>
public static class WebhooksSetup
{
    /// <summary>Adds webhooks; the host adds the <see cref="IWebhookTransport"/>.</summary>
    public static IServiceCollection AddWebhooks(this IServiceCollection services) => services
        .AddSingleton<WebhookStore>()
        .AddSingleton<WebhookDeliveryStore>()
        .AddSingleton<WebhookOutboxStore>()
        .AddSingleton<IRunObserver>(provider => provider.GetRequiredService<WebhookOutboxStore>())
        .AddSingleton<ISealed>(provider => WebhookStore.Sealed(provider.GetRequiredService<Database>(), provider.GetRequiredService<TenantKeys>()))
        .AddErasable("webhook_deliveries")
        .AddErasable("webhooks")
        .AddRetained(RetainedClass.Runs, "webhook_deliveries", "created_at < @value AND state <> 'pending'")
        .AddHostedService<WebhookCourier>()
        .AddRpcService<WebhookService>();
}
