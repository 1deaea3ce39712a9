using Fastchat.Rpc.Client.Configuration;
using Grpc.Core;

namespace Fastchat.Rpc.Client.Tests.Configuration;

internal static class RetryPolicies
{
    /// <summary>Waits of 100, 200, 400 ms after UNAVAILABLE, for all methods.</summary>
    public static ServiceConfig Unavailable(int maxAttempts = 3, RetryThrottlingPolicy? throttling = null) => new()
    {
        MethodConfigs = [new MethodConfig { Names = [MethodName.Default], RetryPolicy = Policy(maxAttempts) }],
        RetryThrottling = throttling,
    };

    public static RetryPolicy Policy(int maxAttempts = 3) => new()
    {
        MaxAttempts = maxAttempts,
        InitialBackoff = TimeSpan.FromMilliseconds(100),
        MaxBackoff = TimeSpan.FromSeconds(10),
        BackoffMultiplier = 2,
        RetryableStatusCodes = [StatusCode.Unavailable],
    };
}
