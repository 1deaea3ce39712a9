using System.Collections.Frozen;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Embeddings;
using Fastchat.ModelGateway.Reranking;

namespace Fastchat.ModelGateway.BuiltIn;

/// <summary>The models that need no provider.</summary>
public sealed class BuiltInModels(TimeProvider clock) : IModelProvider
{
    /// <summary>Answers by quoting passages.</summary>
    public const string Extractive = "extractive";

    /// <summary>The name of the provider.</summary>
    public const string ProviderName = "builtin";

    private const string Owner = "fastchat";

    private readonly HashingEmbeddingModel _embedder = new();
    private readonly LexicalReranker _reranker = new();
    private readonly FrozenDictionary<string, IChatModel> _models = new Dictionary<string, IChatModel>
    {
        [Extractive] = new ExtractiveChatModel(),
        [ScriptedChatModel.Name] = new ScriptedChatModel(clock),
    }.ToFrozenDictionary();

    /// <inheritdoc />
    public IReadOnlyList<ModelInfo> Models { get; } =
    [
        new(Extractive, Owner) { Abilities = ExtractiveChatModel.Abilities },
        new(HashingEmbeddingModel.Name, Owner),
        new(LexicalReranker.Name, Owner),
        new(ScriptedChatModel.Name, Owner),
    ];

    /// <inheritdoc />
    public string Name => ProviderName;

    /// <inheritdoc />
    public bool Offers(string model) => IsBuiltIn(model);

    /// <summary>Whether a name is that of a built-in model.</summary>
    internal static bool IsBuiltIn(string model) => model is Extractive or ScriptedChatModel.Name or HashingEmbeddingModel.Name or LexicalReranker.Name;

    /// <inheritdoc />
    public IChatModel ChatModel(string model) => _models.GetValueOrDefault(model) ?? throw (Offers(model)
        ? FastchatException.InvalidValue("model", $"The model '{model}' does not chat; ask it at {(model == LexicalReranker.Name ? "/v1/rerank" : "/v1/embeddings")}.")
        : new FastchatException(ErrorReason.ModelNotFound, $"There is no built-in model '{model}'.", "model"));

    /// <inheritdoc />
    public IEmbeddingModel? EmbeddingModel(string model) => model == HashingEmbeddingModel.Name ? _embedder : null;

    /// <inheritdoc />
    public IReranker? Reranker(string model) => model == LexicalReranker.Name ? _reranker : null;
}
