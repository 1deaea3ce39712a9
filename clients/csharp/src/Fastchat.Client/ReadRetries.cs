using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Files.V1;
using Fastchat.Contracts.Retrieval.V1;
using Fastchat.Rpc.Client.Configuration;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Fastchat.Client;

/// <summary>
/// Which calls are made again when the server cannot be reached: those that only read. Whether a write was done before the
/// connection broke nobody knows, so it is made again only when it surely never arrived.
/// </summary>
internal static class ReadRetries
{
    private static readonly string[] ReadingVerbs = ["Get", "List", "Search", "Download"];

    public static ServiceConfig Config { get; } = new()
    {
        MethodConfigs =
        [
            new MethodConfig
            {
                Names = [.. Services().SelectMany(s => s.Methods).Where(Reads).Select(m => new MethodName(m.Service.FullName, m.Name))],
                RetryPolicy = new RetryPolicy
                {
                    MaxAttempts = 3,
                    InitialBackoff = TimeSpan.FromMilliseconds(200),
                    MaxBackoff = TimeSpan.FromSeconds(2),
                    BackoffMultiplier = 2,
                    RetryableStatusCodes = [StatusCode.Unavailable],
                },
            },
        ],
        // A server that fails every call is not asked three times as often.
        RetryThrottling = new RetryThrottlingPolicy { MaxTokens = 10, TokenRatio = 0.1 },
    };

    private static ServiceDescriptor[] Services() =>
    [
        RunService.Descriptor, ModelService.Descriptor, FileService.Descriptor, CollectionService.Descriptor,
        RetrievalService.Descriptor, HealthService.Descriptor, TenantService.Descriptor,
    ];

    private static bool Reads(MethodDescriptor method) =>
        ReadingVerbs.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal));
}
