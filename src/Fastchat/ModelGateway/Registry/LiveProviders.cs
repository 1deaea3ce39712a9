using Fastchat.Foundation;
using Fastchat.ModelGateway.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fastchat.ModelGateway.Registry;

/// <summary>
/// Makes the providers that the registry states. One whose entry stays the same stays the same object, with its connections
/// and what is known of its health; one that is gone is stopped, and calls that still hold it go on to their ends.
/// </summary>
public sealed class LiveProviders(IEnumerable<IModelProviderFactory> factories, ProviderGuards guards, ILogger<LiveProviders> logger)
{
    private readonly Dictionary<string, IModelProviderFactory> _factories = factories.ToDictionary(f => f.Kind, StringComparer.Ordinal);
    private IReadOnlyList<LiveProvider> _inUse = [];

    /// <summary>The kinds that can be made.</summary>
    public IReadOnlyCollection<string> Kinds => _factories.Keys;

    /// <summary>Looks whether a provider can be made.</summary>
    /// <exception cref="FastchatException">It cannot; the field is named.</exception>
    public void Check(ProviderEntry entry) => _factories[entry.Kind].Create(entry);

    /// <summary>Makes those that are not there yet; nothing is started or stopped.</summary>
    /// <param name="stated">What is to be there.</param>
    /// <param name="refused">Hears of those that cannot be, and why.</param>
    public IReadOnlyList<LiveProvider> Prepare(IEnumerable<StatedProvider> stated, Action<string, string> refused)
    {
        var providers = new List<LiveProvider>();
        foreach (var provider in stated)
        {
            if (provider.Trouble is { } trouble) refused(provider.Name, trouble);
            else if (Make(RegistryShapes.ToEntry(provider), refused) is { } live) providers.Add(live);
        }

        return providers;
    }

    /// <summary>Starts those that are new, and stops those that are gone.</summary>
    /// <param name="providers">Those that are to be in use.</param>
    /// <param name="waits">Whether new ones are waited for until they have started.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task UseAsync(IReadOnlyList<LiveProvider> providers, bool waits, CancellationToken cancellationToken)
    {
        var gone = _inUse.Where(old => !providers.Any(p => ReferenceEquals(p.Provider, old.Provider))).ToList();
        var started = Task.WhenAll(providers.Where(p => !_inUse.Any(old => ReferenceEquals(old.Provider, p.Provider))).Select(p => StartAsync(p.Provider)));
        _inUse = providers;
        foreach (var old in gone) guards.Forget(old.Provider.Name);
        if (waits) await started.WaitAsync(cancellationToken);
        await Task.WhenAll(gone.Select(p => StopAsync(p.Provider, cancellationToken)));
    }

    /// <summary>Stops all.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_inUse.Select(p => StopAsync(p.Provider, cancellationToken)));

    private LiveProvider? Make(ProviderEntry entry, Action<string, string> refused)
    {
        if (_inUse.FirstOrDefault(p => p.Entry.IsSame(entry)) is { } same) return same;
        if (!_factories.TryGetValue(entry.Kind, out var factory))
        {
            refused(entry.Name, $"There is no kind '{entry.Kind}'; there is {string.Join(", ", _factories.Keys)}.");
            return null;
        }

        try
        {
            return new LiveProvider(entry, factory.Create(entry));
        }
        catch (FastchatException e)
        {
            refused(entry.Name, e.Message);
            return null;
        }
    }

    // Not under the token of whoever changed the registry: a background service would end with it.
    private async Task StartAsync(IModelProvider provider)
    {
        try
        {
            if (provider is IHostedService service) await service.StartAsync(CancellationToken.None);
        }
        catch (Exception e)
        {
            Log.ProviderNotStarted(logger, provider.Name, e);
        }
    }

    private async Task StopAsync(IModelProvider provider, CancellationToken cancellationToken)
    {
        try
        {
            if (provider is IHostedService service) await service.StopAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.ProviderNotStopped(logger, provider.Name, e);
        }
    }
}
