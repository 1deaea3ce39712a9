using System.Collections.Frozen;

namespace Fastchat.ModelGateway.BuiltIn;

/// <summary>The models that need no provider.</summary>
public sealed class BuiltInModels(TimeProvider clock) : IModelSource
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
    public IReadOnlyList<ModelInfo> Models { get; } = [new(Extractive, Owner), new(ScriptedChatModel.Name, Owner)];

    /// <inheritdoc />
    public IChatModel? Find(string name) => _models.GetValueOrDefault(name);
}
