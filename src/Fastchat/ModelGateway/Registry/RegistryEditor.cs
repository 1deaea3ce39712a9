using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Google.Protobuf;

namespace Fastchat.ModelGateway.Registry;

/// <summary>
/// Changes what the database holds of the registry. What is wrong is refused before anything is written: an entry by itself
/// first, and then, in the transaction, all entries as they would be together. A change is in force on this node when it returns.
/// </summary>
public sealed class RegistryEditor(RegistryStore store, RegistryKeeper keeper, ProviderKeys keys, LiveProviders live, ModelRegistry registry)
{
    /// <summary>How many providers may be stored.</summary>
    public const int MostProviders = 100;

    /// <summary>How many models may be stored.</summary>
    public const int MostModels = 1000;

    /// <summary>Makes or replaces a provider.</summary>
    /// <param name="intent">Who does what.</param>
    /// <param name="name">Its name.</param>
    /// <param name="spec">What it is; null when the request has none.</param>
    /// <param name="apiKey">Its key; empty for none, null to keep the one it has.</param>
    /// <param name="cancellationToken">Gives up before anything is done.</param>
    /// <returns>The registry's version.</returns>
    /// <exception cref="FastchatException">What it is refused for.</exception>
    public async Task<long> SetProviderAsync(RegistryIntent intent, string name, ModelProviderSpec? spec, string? apiKey, CancellationToken cancellationToken)
    {
        var mistakes = new RegistryMistakes();
        if (intent.Action == RegistryAction.Create) ProviderRules.CheckName("provider", name, mistakes);
        if (spec is null) mistakes.Missing("spec");
        else ProviderRules.Check("spec", spec, live.Kinds, mistakes);
        if (apiKey is not null) ProviderRules.CheckKey("api_key", apiKey, mistakes);
        mistakes.ThrowFirst();
        live.Check(RegistryShapes.ToEntry(new StatedProvider(name, spec!, apiKey, RegistrySource.Api)));
        RefuseTaken(intent, RegistryEntryKind.Provider, name);
        var sealedKey = string.IsNullOrEmpty(apiKey) ? null : await keys.SealAsync(name, spec!.BaseUrl, apiKey, cancellationToken);
        return await ChangeAsync(
            intent,
            (now, _) =>
            {
                var before = Existing(intent, now, RegistryEntryKind.Provider, name, MostProviders);
                if (apiKey is null && now.Keys.ContainsKey(name) && before!.AsProvider().BaseUrl != spec!.BaseUrl)
                    throw new FastchatException(ErrorReason.MissingField, "api_key is required when base_url changes: a key is sent only to where it was given for.", "api_key");
                return [new RegistryEdit(RegistryEntryKind.Provider, name, spec!.ToByteArray()) { Key = sealedKey, DropsKey = apiKey is { Length: 0 } }];
            },
            cancellationToken);
    }

    /// <summary>Makes or replaces a model.</summary>
    /// <param name="intent">Who does what.</param>
    /// <param name="name">Its name.</param>
    /// <param name="spec">What stands behind it; null when the request has none.</param>
    /// <param name="cancellationToken">Gives up before anything is done.</param>
    /// <returns>The registry's version.</returns>
    /// <exception cref="FastchatException">What it is refused for.</exception>
    public async Task<long> SetModelAsync(RegistryIntent intent, string name, ModelSpec? spec, CancellationToken cancellationToken)
    {
        var mistakes = new RegistryMistakes();
        if (intent.Action == RegistryAction.Create) ModelRules.CheckName("model", name, mistakes);
        if (spec is null) mistakes.Missing("spec");
        else ModelRules.Check("spec", spec, mistakes);
        mistakes.ThrowFirst();
        RefuseTaken(intent, RegistryEntryKind.Model, name);
        return await ChangeAsync(
            intent,
            (now, _) =>
            {
                Existing(intent, now, RegistryEntryKind.Model, name, MostModels);
                RegistryEdit[] edits = [new RegistryEdit(RegistryEntryKind.Model, name, spec!.ToByteArray())];
                var found = new RegistryMistakes();
                References(now.With(edits)).Check("spec", name, found);
                found.ThrowFirst();
                return edits;
            },
            cancellationToken);
    }

    /// <summary>Deletes an entry.</summary>
    /// <returns>The registry's version.</returns>
    /// <exception cref="FastchatException">PROVIDER_NOT_FOUND, MODEL_NOT_FOUND or REGISTRY_CONFLICT.</exception>
    public Task<long> DeleteAsync(RegistryIntent intent, RegistryEntryKind kind, string name, CancellationToken cancellationToken)
    {
        RefuseTaken(intent, kind, name);
        return ChangeAsync(
            intent,
            (now, _) =>
            {
                Existing(intent, now, kind, name, int.MaxValue);
                var users = now.Entries.Where(e => e.Kind == RegistryEntryKind.Model && e.Name != name && Uses(e.AsModel(), kind, name)).Select(e => e.Name).ToList();
                if (users.Count > 0 && !IsStatedElsewhere(kind, name))
                    throw new FastchatException(ErrorReason.RegistryConflict, $"'{name}' is named by {string.Join(", ", users.Take(10))}; change {(users.Count == 1 ? "that model" : "those models")} first.", Param(kind));
                return [new RegistryEdit(kind, name, null) { DropsKey = kind == RegistryEntryKind.Provider }];
            },
            cancellationToken);
    }

    /// <summary>Makes all entries what they were at a version.</summary>
    /// <returns>The registry's version, and what was changed.</returns>
    /// <exception cref="FastchatException">INVALID_VALUE, or what an entry of then is refused for now.</exception>
    public async Task<(long Version, IReadOnlyList<RegistryEdit> Edits)> RollBackAsync(RegistryIntent intent, CancellationToken cancellationToken)
    {
        if (intent.Restored < 0) throw FastchatException.InvalidValue("version", $"version must be 0 or more, but is {intent.Restored}.");
        var changed = await store.ChangeAsync(
            intent,
            (now, then) =>
            {
                RegistryEdit[] edits =
                [
                    .. then!.Entries.Where(e => !e.Spec.AsSpan().SequenceEqual(now.Find(e.Kind, e.Name)?.Spec)).Select(e => new RegistryEdit(e.Kind, e.Name, e.Spec) { DropsKey = MovesAway(now, e) }),
                    .. now.Entries.Where(e => then.Find(e.Kind, e.Name) is null).Select(e => new RegistryEdit(e.Kind, e.Name, null) { DropsKey = e.Kind == RegistryEntryKind.Provider }),
                ];
                var found = new RegistryMistakes();
                var references = References(then.Entries);
                foreach (var model in then.Entries.Where(e => e.Kind == RegistryEntryKind.Model)) references.Check($"models.{model.Name}", model.Name, found);
                found.ThrowFirst();
                return edits;
            },
            cancellationToken);
        await keeper.ReloadAsync(cancellationToken);
        return changed;
    }

    /// <summary>What is said of an entry that is not there.</summary>
    internal static FastchatException NotFound(RegistryEntryKind kind, string name) => kind == RegistryEntryKind.Provider
        ? new FastchatException(ErrorReason.ProviderNotFound, $"There is no provider '{name}'.", "provider")
        : new FastchatException(ErrorReason.ModelNotFound, $"There is no registered model '{name}'.", "model");

    private async Task<long> ChangeAsync(RegistryIntent intent, Func<RegistryState, RegistryState?, IReadOnlyList<RegistryEdit>> decide, CancellationToken cancellationToken)
    {
        var (version, _) = await store.ChangeAsync(intent, decide, cancellationToken);
        await keeper.ReloadAsync(cancellationToken);
        return version;
    }

    // What the configuration states is changed there. What it shadows may still be deleted here.
    private void RefuseTaken(RegistryIntent intent, RegistryEntryKind kind, string name)
    {
        if (intent.Action == RegistryAction.Delete && IsStoredToo(kind, name)) return;
        if (IsStatedElsewhere(kind, name))
            throw new FastchatException(ErrorReason.RegistryConflict, $"'{name}' is stated by the server's configuration, and can only be changed there.", Param(kind));
    }

    private bool IsStatedElsewhere(RegistryEntryKind kind, string name) => kind == RegistryEntryKind.Provider
        ? keeper.Contents.Providers.Any(p => p.Name == name && p.Source != RegistrySource.Api)
        : keeper.Contents.Models.Any(m => m.Name == name && m.Source != RegistrySource.Api);

    private bool IsStoredToo(RegistryEntryKind kind, string name) => kind == RegistryEntryKind.Provider
        ? keeper.Contents.Providers.Any(p => p.Name == name && p.Source == RegistrySource.Api)
        : keeper.Contents.Models.Any(m => m.Name == name && m.Source == RegistrySource.Api);

    private static RegistryEntry? Existing(RegistryIntent intent, RegistryState now, RegistryEntryKind kind, string name, int most)
    {
        var found = now.Find(kind, name);
        if (intent.Action != RegistryAction.Create) return found ?? throw NotFound(kind, name);
        if (found is not null) throw new FastchatException(ErrorReason.RegistryConflict, $"There is a {Param(kind)} '{name}' already; update it instead.", Param(kind));
        if (now.Entries.Count(e => e.Kind == kind) >= most) throw FastchatException.InvalidValue(Param(kind), $"{Param(kind)} cannot be added: the registry may have at most {most} of them.");
        return null;
    }

    // Together with what the configuration states.
    private ModelReferences References(IEnumerable<RegistryEntry> entries)
    {
        var all = entries.ToList();
        var stated = keeper.Contents;
        return new ModelReferences(
            registry.Own,
            stated.Providers.Where(p => p.Source != RegistrySource.Api).Select(p => p.Name).Concat(all.Where(e => e.Kind == RegistryEntryKind.Provider).Select(e => e.Name)),
            stated.Models.Where(m => m.Source != RegistrySource.Api).Select(m => KeyValuePair.Create(m.Name, m.Spec))
                .Concat(all.Where(e => e.Kind == RegistryEntryKind.Model).Select(e => KeyValuePair.Create(e.Name, e.AsModel()))));
    }

    private static bool MovesAway(RegistryState now, RegistryEntry then) => then.Kind == RegistryEntryKind.Provider
        && now.Find(then.Kind, then.Name)?.AsProvider().BaseUrl != then.AsProvider().BaseUrl;

    private static bool Uses(ModelSpec model, RegistryEntryKind kind, string name) => kind == RegistryEntryKind.Provider
        ? model.Targets.Any(t => t.Provider == name)
        : model.Fallbacks.Any(f => f.Model == name);

    private static string Param(RegistryEntryKind kind) => kind == RegistryEntryKind.Provider ? "provider" : "model";
}
