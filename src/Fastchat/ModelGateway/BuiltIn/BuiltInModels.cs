using System.Collections.Frozen;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;

namespace Fastchat.ModelGateway.BuiltIn;

/// <summary>The models that need no provider.</summary>
public sealed class BuiltInModels(TimeProvider clock) : IModelProvider
{
    /// <summary>Answers by quoting passages.</summary>
    public const string Extractive = "extractive";

    private const string Owner = "fastchat";

    private readonly FrozenDictionary<string, IChatModel> _models = new Dictionary<string, IChatModel>
    {
        [Extractive] = new ExtractiveChatModel(),
        [ScriptedChatModel.Name] = new ScriptedChatModel(clock),
    }.ToFrozenDictionary();

    /// <inheritdoc />
    public IReadOnlyList<ModelInfo> Models { get; } = [new(Extractive, Owner) { Abilities = ExtractiveChatModel.Abilities }, new(ScriptedChatModel.Name, Owner)];

    /// <inheritdoc />
    public string Name => "builtin";

    /// <inheritdoc />
    public bool Offers(string model) => _models.ContainsKey(model);

    /// <inheritdoc />
    public IChatModel ChatModel(string model) =>
        _models.GetValueOrDefault(model) ?? throw new FastchatException(ErrorReason.ModelNotFound, $"There is no built-in model '{model}'.", "model");
}
