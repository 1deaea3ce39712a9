using System.Collections.Frozen;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway;
using Fastchat.ModelGateway.Embeddings;
using Fastchat.ModelGateway.Registry;
using Fastchat.ModelGateway.Reranking;
using Fastchat.Rpc.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fastchat.Providers.Models;

/// <summary>
/// The gateway's models under their own names: those it lists, read anew every minute, and any that matches a pattern. A
/// gateway that is away keeps its last list; it never keeps the server from starting.
/// </summary>
public sealed class UpstreamModels(UpstreamClient client, UpstreamOptions options, TimeProvider clock, ILogger<UpstreamModels> logger) : BackgroundService, IModelProvider
{
    private const int LongestList = 16 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly UpstreamChatModel _model = new(client);
    private readonly UpstreamEmbeddingModel _embeddings = new(client, options.EmbeddingBatch);
    private readonly UpstreamReranker _reranker = new(client);
    private volatile Snapshot _snapshot = Snapshot.Empty;

    /// <summary>Why the last look at the gateway failed; null when it did not.</summary>
    public string? Trouble { get; private set; }

    /// <inheritdoc />
    public IReadOnlyList<ModelInfo> Models => _snapshot.Models;

    /// <inheritdoc />
    public string Name => options.Name;

    /// <inheritdoc />
    public ProviderLimits Limits => options.Limits;

    /// <inheritdoc />
    public bool Offers(string model) => _snapshot.Names.ContainsKey(model) || options.Matches(model);

    /// <inheritdoc />
    public ModelInfo? Describe(string model) => _snapshot.Names.GetValueOrDefault(model);

    /// <inheritdoc />
    public IChatModel ChatModel(string model) => _model;

    /// <inheritdoc />
    public IEmbeddingModel? EmbeddingModel(string model) => _embeddings;

    /// <inheritdoc />
    public IReranker? Reranker(string model) => _reranker;

    /// <summary>Reads the gateway's list. Whatever goes wrong is told by <see cref="Trouble"/>: an exception would stop the whole server.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            var list = await client.AskAsync(HttpMethod.Get, "models", body: null, LongestList, Patience, cancellationToken);
            _snapshot = new Snapshot(ShapedJson.Parse<ListModelsResponse>(list));
            Trouble = null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Trouble = e is FastchatException ? e.Message : "The gateway's list of models cannot be read.";
            Log.ListUnreadable(logger, options.BaseAddress, e);
        }
    }

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.ListsModels) return;

        // The first look is awaited a moment, so that a server that says it is ready knows its models.
        var first = RefreshAsync(cancellationToken);
        await Task.WhenAny(first, Task.Delay(TimeSpan.FromSeconds(2), clock, cancellationToken));
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.RefreshEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await RefreshAsync(stoppingToken);
    }

    private sealed class Snapshot
    {
        public static readonly Snapshot Empty = new(new ListModelsResponse());

        public Snapshot(ListModelsResponse list)
        {
            Models = [.. list.Data.Where(m => m.Id.Length > 0).Select(m => new ModelInfo(m.Id, m.OwnedBy, m.Created))];
            Names = Models.DistinctBy(m => m.Name, StringComparer.Ordinal).ToFrozenDictionary(m => m.Name, StringComparer.Ordinal);
        }

        public IReadOnlyList<ModelInfo> Models { get; }

        public FrozenDictionary<string, ModelInfo> Names { get; }
    }
}
