using Fastchat.Contracts.Retrieval.V1;
using Fastchat.Rpc.Client;
using Grpc.Core;

namespace Fastchat.Client;

/// <summary>A connection to Fastchat, over gRPC. One client serves any number of calls at once.</summary>
public sealed class FastchatClient : IDisposable
{
    private readonly RpcChannel _channel;
    private readonly SearchClient _search;

    /// <summary>A client of a server.</summary>
    /// <param name="address">The server's address, for example <c>http://127.0.0.1:8080</c>.</param>
    /// <param name="apiKey">The key, "fc_…"; null for calls that need none.</param>
    /// <param name="options">What differs from the defaults.</param>
    public FastchatClient(Uri address, string? apiKey = null, FastchatClientOptions? options = null)
    {
        options ??= new FastchatClientOptions();
        _channel = RpcChannel.ForAddress(address, new RpcChannelOptions
        {
            HttpHandler = options.HttpHandler,
            TimeProvider = options.TimeProvider,
            Credentials = apiKey is null ? null : ChannelCredentials.Create(address.Scheme == Uri.UriSchemeHttps ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure, BearerKey(apiKey)),
            // The server itself speaks cleartext; inside a private network nothing may stand before it.
            UnsafeUseInsecureChannelCallCredentials = true,
            // Answers think for minutes; a server that has died meanwhile should not look like one that thinks.
            KeepAlivePingDelay = TimeSpan.FromSeconds(60),
            ServiceConfig = ReadRetries.Config,
        });

        var calls = new ApiCalls(options);
        Raw = new RawClients(_channel);
        Chat = new ChatClient(Raw.Chat);
        Files = new FilesClient(Raw.Files, calls);
        Collections = new CollectionsClient(Raw.Collections, calls, options.TimeProvider);
        Models = new ModelsClient(Raw.Models, calls);
        _search = new SearchClient(Raw.Retrieval, calls);
    }

    /// <summary>Answers.</summary>
    public ChatClient Chat { get; }

    /// <summary>Files.</summary>
    public FilesClient Files { get; }

    /// <summary>Collections and their documents.</summary>
    public CollectionsClient Collections { get; }

    /// <summary>Models.</summary>
    public ModelsClient Models { get; }

    /// <summary>The generated clients, for what the friendly ones do not offer. They throw <see cref="RpcException"/>.</summary>
    public RawClients Raw { get; }

    /// <summary>A client of the server that <c>FASTCHAT_URL</c> names (default <c>http://127.0.0.1:8080</c>), with the key in <c>FASTCHAT_API_KEY</c>.</summary>
    public static FastchatClient FromEnvironment(FastchatClientOptions? options = null) => new(
        new Uri(Variable("FASTCHAT_URL") ?? "http://127.0.0.1:8080"), Variable("FASTCHAT_API_KEY"), options);

    /// <summary>Finds the passages of collections that match a question best, best first.</summary>
    /// <param name="query">The question.</param>
    /// <param name="collectionIds">The collections, 1 to 16.</param>
    /// <param name="topK">How many passages at most, 1 to 50; by default the tenant's setting.</param>
    /// <param name="scoreThreshold">Passages that score lower are left out, 0 to 1; by default the tenant's setting.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="FastchatApiException">The call failed.</exception>
    public Task<SearchResponse> SearchAsync(
        string query, IEnumerable<string> collectionIds, int? topK = null, double? scoreThreshold = null, CancellationToken cancellationToken = default) =>
        _search.SearchAsync(query, collectionIds, topK, scoreThreshold, cancellationToken);

    /// <summary>Refuses new calls and closes the connection when the last call has ended.</summary>
    public void Dispose() => _channel.Dispose();

    private static CallCredentials BearerKey(string apiKey)
    {
        var authorization = $"Bearer {apiKey}";
        return CallCredentials.FromInterceptor((_, metadata) =>
        {
            metadata.Add("authorization", authorization);
            return Task.CompletedTask;
        });
    }

    // An empty variable is one that somebody meant to unset.
    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
