using Fastchat.ModelGateway;
using Microsoft.Extensions.AI;

namespace Fastchat.Providers.ChatClients;

/// <summary>A plugged-in client as a provider of models.</summary>
public sealed class ChatClientProvider : IModelProvider
{
    private readonly ChatClientModel _model;
    private readonly HashSet<string> _names;

    /// <summary>A provider.</summary>
    /// <param name="name">Its name, unique in an installation.</param>
    /// <param name="client">The client; whoever made it disposes of it.</param>
    /// <param name="models">The names of its models as the client knows them.</param>
    /// <param name="clock">The clock.</param>
    public ChatClientProvider(string name, IChatClient client, IReadOnlyList<string> models, TimeProvider clock)
    {
        Name = name;
        var owner = (client.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata)?.ProviderName ?? name;
        Models = [.. models.Select(m => new ModelInfo(m, owner))];
        _names = models.ToHashSet(StringComparer.Ordinal);
        _model = new ChatClientModel(client, clock);
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public IReadOnlyList<ModelInfo> Models { get; }

    /// <inheritdoc />
    public bool Offers(string model) => _names.Contains(model);

    /// <inheritdoc />
    public IChatModel ChatModel(string model) => _model;
}
