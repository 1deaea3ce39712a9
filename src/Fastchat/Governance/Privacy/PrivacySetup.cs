using Fastchat.Governance.Privacy.Detectors;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Governance.Privacy;

/// <summary>Puts the part into a host.</summary>
public static class PrivacySetup
{
    /// <summary>Adds the built-in detector of personal data; the host may add others.</summary>
    public static IServiceCollection AddPrivacy(this IServiceCollection services) => services
        .AddSingleton<IPiiDetector>(BuiltInDetector.Instance)
        .AddSingleton<PrivacyFilter>();
}
