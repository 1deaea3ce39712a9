using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Files.V1;
using Fastchat.Contracts.Retrieval.V1;
using Grpc.Core;

namespace Fastchat.Client;

/// <summary>The generated clients: one per service of the contracts.</summary>
public sealed class RawClients
{
    internal RawClients(ChannelBase channel)
    {
        Channel = channel;
        Chat = new ChatService.ChatServiceClient(channel);
        Runs = new RunService.RunServiceClient(channel);
        Models = new ModelService.ModelServiceClient(channel);
        Files = new FileService.FileServiceClient(channel);
        Collections = new CollectionService.CollectionServiceClient(channel);
        Retrieval = new RetrievalService.RetrievalServiceClient(channel);
        Health = new HealthService.HealthServiceClient(channel);
        Tenants = new TenantService.TenantServiceClient(channel);
    }

    /// <summary>What calls travel by, for generated clients that are not listed here.</summary>
    public ChannelBase Channel { get; }

    /// <summary>Answers.</summary>
    public ChatService.ChatServiceClient Chat { get; }

    /// <summary>What became of an answer.</summary>
    public RunService.RunServiceClient Runs { get; }

    /// <summary>Models.</summary>
    public ModelService.ModelServiceClient Models { get; }

    /// <summary>Files.</summary>
    public FileService.FileServiceClient Files { get; }

    /// <summary>Collections and their documents.</summary>
    public CollectionService.CollectionServiceClient Collections { get; }

    /// <summary>Search.</summary>
    public RetrievalService.RetrievalServiceClient Retrieval { get; }

    /// <summary>Whether the server is well.</summary>
    public HealthService.HealthServiceClient Health { get; }

    /// <summary>Tenants and their keys; needs the admin key.</summary>
    public TenantService.TenantServiceClient Tenants { get; }
}
