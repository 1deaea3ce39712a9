using System.Data.Common;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Foundation;
using Fastchat.Runs;
using Fastchat.Webhooks;

namespace Fastchat.Chat.Responses;

/// <summary>Tells webhooks of responses in the background that have ended, by OpenAI's names. Whoever waits for another has the answer.</summary>
public sealed class ResponseWebhooks(WebhookOutboxStore outbox) : IRunObserver
{
    /// <inheritdoc />
    public async Task EndedAsync(DbConnection connection, TenantId tenant, string runId, string status, Completion? answer)
    {
        var responseId = ResponseIds.Of(runId);
        if (await ResponseStore.IsBackgroundAsync(connection, tenant, responseId))
            await outbox.AddAsync(connection, tenant, WebhookEvents.OfResponse(answer is null ? status : ResponseShape.StatusOf(answer)), responseId);
    }
}
