using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Privacy.Logs;

/// <summary>Keeps personal data out of logs.</summary>
public static class RedactionSetup
{
    /// <summary>Puts a redacting provider around each provider that has been added so far.</summary>
    public static ILoggingBuilder RedactPersonalData(this ILoggingBuilder logging)
    {
        foreach (var (service, i) in logging.Services.Select((service, i) => (service, i)).ToList())
        {
            if (service.ServiceType == typeof(ILoggerProvider) && !service.IsKeyedService) logging.Services[i] = ServiceDescriptor.Singleton(Around(logging.Services, service));
        }

        return logging;
    }

    private static Func<IServiceProvider, ILoggerProvider> Around(IServiceCollection services, ServiceDescriptor inner)
    {
        if (inner.ImplementationInstance is ILoggerProvider instance) return _ => new RedactingLoggerProvider(instance, ownsInner: false);
        if (inner.ImplementationFactory is { } make) return provider => new RedactingLoggerProvider((ILoggerProvider)make(provider), ownsInner: true);

        // Under its own type the container makes it, and ends it, as it would have without us.
        var type = inner.ImplementationType!;
        services.TryAddSingleton(type);
        return provider => new RedactingLoggerProvider((ILoggerProvider)provider.GetRequiredService(type), ownsInner: false);
    }
}
