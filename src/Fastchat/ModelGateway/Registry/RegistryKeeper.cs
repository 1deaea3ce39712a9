using System.Security.Cryptography;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Microsoft.Extensions.Logging;

namespace Fastchat.ModelGateway.Registry;

/// <summary>
/// Keeps the registry what its sources say: the environment, the file, the database. A file that has become wrong, and a
/// database that is away, leave in force what they said before.
/// </summary>
public sealed class RegistryKeeper : RepeatedWork
{
    private readonly RegistryOptions _options;
    private readonly RegistryStore _store;
    private readonly ProviderKeys _keys;
    private readonly LiveProviders _live;
    private readonly ModelRegistry _registry;
    private readonly ILogger<RegistryKeeper> _logger;
    private readonly SemaphoreSlim _turn = new(1);
    private SettledChange<(DateTime, long)?> _stamp = new(null);
    private (IReadOnlyList<StatedProvider> Providers, IReadOnlyList<StatedModel> Models) _file = ([], []);
    private (IReadOnlyList<StatedProvider> Providers, IReadOnlyList<StatedModel> Models, long Version) _stored = ([], [], -1);
    private volatile RegistryContents _contents = RegistryContents.Empty;
    private volatile string? _fileTrouble;
    private volatile string? _storeTrouble;
    private volatile IReadOnlyDictionary<string, string> _troubles = new Dictionary<string, string>();
    private IDisposable? _watch;
    private int _isNews;
    private DateTimeOffset _readAt;
    private long _generation;

    /// <summary>Knows nothing yet; <see cref="StartAsync"/> reads everything.</summary>
    public RegistryKeeper(RegistryOptions options, RegistryStore store, ProviderKeys keys, LiveProviders live, ModelRegistry registry, TimeProvider clock, ILogger<RegistryKeeper> logger)
        : base(options.LookEvery, clock)
    {
        (_options, _store, _keys, _live, _registry, _logger) = (options, store, keys, live, registry, logger);
    }

    /// <summary>All that the sources state.</summary>
    public RegistryContents Contents => _contents;

    /// <summary>What is wrong with the sources, for operators; empty when nothing is.</summary>
    public IReadOnlyList<string> Troubles => [.. new[] { _fileTrouble, _storeTrouble }.OfType<string>(), .. _troubles.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Value)];

    /// <summary>What is wrong with an entry, such as <c>models.gpt-4o</c>; null when nothing is.</summary>
    public string? TroubleOf(RegistryEntryKind kind, string name) => _troubles.GetValueOrDefault(Path(kind, name));

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_options.File is { } file)
        {
            _stamp = new SettledChange<(DateTime, long)?>(file.Stamp());
            var problems = new List<string>();
            _file = file.Read(problems) ?? throw new FormatException(string.Join(Environment.NewLine, problems));
        }

        // Before the first look, so that no change falls between the two.
        _watch = _store.Watch(() =>
        {
            Volatile.Write(ref _isNews, 1);
            Wake();
        });
        await ReadStoreAsync(cancellationToken);
        await PublishAsync(cancellationToken, waits: true);
        _readAt = Clock.GetUtcNow() + _options.ReadEvery;
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _live.StopAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _watch?.Dispose();
        base.Dispose();
        _turn.Dispose();
    }

    /// <summary>Reads the database now, and puts what it says in force on this node.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await ReadStoreAsync(cancellationToken);
            await PublishAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        var isNews = Interlocked.Exchange(ref _isNews, 0) == 1;
        await _turn.WaitAsync(stoppingToken);
        try
        {
            var isFile = LookAtFile();
            var isDue = isNews || Clock.GetUtcNow() >= _readAt;
            if (isDue) _readAt = Clock.GetUtcNow() + _options.ReadEvery;
            if ((isDue && await TryReadStoreAsync(isNews, stoppingToken)) || isFile) await PublishAsync(stoppingToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    protected override void Tell(Exception failure) => Log.RegistryNotReloaded(_logger, failure);

    private static string Path(RegistryEntryKind kind, string name) => kind == RegistryEntryKind.Provider ? $"providers.{name}" : $"models.{name}";

    private bool LookAtFile()
    {
        if (_options.File is not { } file || !_stamp.IsSeenBy(file.Stamp())) return false;
        var problems = new List<string>();
        if (file.Read(problems) is { } read)
        {
            _file = read;
            _fileTrouble = null;
            Log.FileRead(_logger, file.Path, read.Providers.Count, read.Models.Count);
            return true;
        }

        _fileTrouble = $"The file of models has mistakes, and what it said before stays in force: {problems[0]}{(problems.Count > 1 ? $" (and {problems.Count - 1} more)" : "")}";
        foreach (var problem in problems) Log.FileWrong(_logger, problem);
        return false;
    }

    private async Task<bool> TryReadStoreAsync(bool isNews, CancellationToken cancellationToken)
    {
        try
        {
            if (!isNews && _storeTrouble is null && await _store.VersionAsync(cancellationToken) == _stored.Version) return false;
            await ReadStoreAsync(cancellationToken);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _storeTrouble = "The registry in the database cannot be read; what it said before stays in force.";
            Log.RegistryNotReloaded(_logger, e);
            return false;
        }
    }

    private async Task ReadStoreAsync(CancellationToken cancellationToken)
    {
        var state = await _store.ReadAsync(cancellationToken);
        var providers = new List<StatedProvider>();
        foreach (var entry in state.Entries.Where(e => e.Kind == RegistryEntryKind.Provider)) providers.Add(await OpenAsync(entry, state.Keys.GetValueOrDefault(entry.Name), cancellationToken));
        _stored = (
            providers,
            [.. state.Entries.Where(e => e.Kind == RegistryEntryKind.Model).Select(e => new StatedModel(e.Name, e.AsModel(), RegistrySource.Api) { Times = (e.CreatedAt, e.UpdatedAt) })],
            state.Version);
        _storeTrouble = null;
    }

    private async Task<StatedProvider> OpenAsync(RegistryEntry entry, SealedKey? key, CancellationToken cancellationToken)
    {
        var provider = new StatedProvider(entry.Name, entry.AsProvider(), null, RegistrySource.Api) { Times = (entry.CreatedAt, entry.UpdatedAt) };
        if (key is null) return provider;
        try
        {
            var opened = await _keys.OpenAsync(entry.Name, provider.Spec.BaseUrl, key, cancellationToken);
            if (key.KeyId != _keys.KeyId) await _store.ResealAsync(entry.Name, key, await _keys.SealAsync(entry.Name, provider.Spec.BaseUrl, opened, cancellationToken), cancellationToken);
            return provider with { ApiKey = opened };
        }
        catch (CryptographicException e)
        {
            Log.KeyUnreadable(_logger, entry.Name, key.KeyId, e);
            return provider with { Trouble = $"Its key cannot be opened: it was sealed under the encryption key {key.KeyId}, or for another provider or address." };
        }
    }

    private async Task PublishAsync(CancellationToken cancellationToken, bool waits = false)
    {
        var contents = new RegistryContents(
            [.. _options.Environment, .. _file.Providers, .. _stored.Providers], [.. _file.Models, .. _stored.Models], Math.Max(_stored.Version, 0));
        var troubles = new Dictionary<string, string>(StringComparer.Ordinal);
        var providers = _live.Prepare(contents.EffectiveProviders, (name, why) => troubles[Path(RegistryEntryKind.Provider, name)] = $"The provider '{name}' is not in use. {why}");
        var names = _registry.Own.Concat(providers.Select(p => p.Provider)).Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var models = new List<RegisteredModel>();
        foreach (var stated in contents.EffectiveModels)
        {
            var model = RegistryShapes.ToModel(stated);
            var lost = model.Targets.Where(t => !names.Contains(t.Provider)).Select(t => t.Provider).Distinct(StringComparer.Ordinal).ToList();
            if (lost.Count > 0) troubles[Path(RegistryEntryKind.Model, stated.Name)] = $"The model '{stated.Name}' is not served by {string.Join(", ", lost)}, which {(lost.Count == 1 ? "is" : "are")} not in use.";
            var targets = model.Targets.Where(t => names.Contains(t.Provider)).ToList();
            if (targets.Count > 0) models.Add(model with { Targets = targets });
        }

        foreach (var (path, why) in troubles.Where(t => !_troubles.ContainsKey(t.Key))) Log.EntryNotInUse(_logger, path, why);
        _troubles = troubles;
        _contents = contents;
        _registry.Replace(new RegistrySnapshot(
            ++_generation, _registry.Own.Concat(providers.Select(p => p.Provider)), models, providers.Select(p => KeyValuePair.Create(p.Entry.Name, p.Entry.Region))));
        await _live.UseAsync(providers, waits, cancellationToken);
    }
}
