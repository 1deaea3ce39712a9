using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Governance.Overload;

/// <summary>Puts the part into a host; its interceptors are added in their places.</summary>
public static class OverloadSetup
{
    /// <summary>Adds the part.</summary>
    public static IServiceCollection AddOverload(this IServiceCollection services, OverloadOptions options) => services
        .AddSingleton(options)
        .AddSingleton<OverloadGate>();
}
