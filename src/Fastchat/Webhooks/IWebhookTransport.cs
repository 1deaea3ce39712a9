using Fastchat.Foundation;

namespace Fastchat.Webhooks;

/// <summary>Brings events to their receivers, and to nobody else: what may not be called is not.</summary>
public interface IWebhookTransport
{
    /// <summary>Refuses an address that can be seen to be wrong.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE or ADDRESS_FORBIDDEN.</exception>
    void Check(string url, string param);

    /// <summary>Posts an event; null when the receiver has taken it, otherwise why not, in words that may be shown.</summary>
    /// <param name="url">Where.</param>
    /// <param name="headers">The headers that sign it.</param>
    /// <param name="body">The event as JSON.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<string?> PostAsync(string url, IReadOnlyDictionary<string, string> headers, string body, CancellationToken cancellationToken);
}
