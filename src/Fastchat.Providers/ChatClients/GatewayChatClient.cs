using System.Runtime.CompilerServices;
using Fastchat.Foundation;
using Fastchat.ModelGateway;
using Microsoft.Extensions.AI;

namespace Fastchat.Providers.ChatClients;

/// <summary>
/// The gateway as an <see cref="IChatClient"/>, for code inside the process: everything the gateway does for a call is done
/// for its calls. What callers of the API are held to besides (keys, limits, rules, metering) is not. Errors are
/// <see cref="FastchatException"/>.
/// </summary>
/// <param name="gateway">The gateway.</param>
/// <param name="model">The model that is asked when options name none.</param>
/// <param name="tenant">Whose calls they are.</param>
public sealed class GatewayChatClient(Gateway gateway, string model, TenantId tenant) : IChatClient
{
    private readonly ChatClientMetadata _metadata = new("fastchat", defaultModelId: model);

    /// <inheritdoc />
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc />
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = GatewayRequest.Of(messages, options, model, tenant);
        var updates = new GatewayUpdates(request.Parameters.Model);
        await foreach (var delta in gateway.StreamAsync(request, cancellationToken))
        {
            if (updates.Of(delta) is { } update) yield return update;
        }
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        if (serviceKey is not null) return null;
        if (serviceType == typeof(ChatClientMetadata)) return _metadata;
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Does nothing: the gateway is the host's.</summary>
    public void Dispose()
    {
    }
}
