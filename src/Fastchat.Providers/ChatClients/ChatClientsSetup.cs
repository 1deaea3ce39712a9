using Fastchat.ModelGateway;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Providers.ChatClients;

/// <summary>Plugs clients into a host.</summary>
public static class ChatClientsSetup
{
    /// <summary>Adds a client as a provider of models.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="name">The provider's name, unique in an installation.</param>
    /// <param name="client">The client; whoever made it disposes of it.</param>
    /// <param name="models">The names of its models, as the client knows them and callers ask for them.</param>
    public static IServiceCollection AddChatClient(this IServiceCollection services, string name, IChatClient client, params string[] models) =>
        services.AddChatClient(name, _ => client, models);

    /// <summary>As above, of a client that is made when it is first needed; it is the host's to dispose of where the host made it.</summary>
    public static IServiceCollection AddChatClient(this IServiceCollection services, string name, Func<IServiceProvider, IChatClient> client, params string[] models) =>
        services.AddSingleton<IModelProvider>(provider => new ChatClientProvider(name, client(provider), models, provider.GetService<TimeProvider>() ?? TimeProvider.System));
}
