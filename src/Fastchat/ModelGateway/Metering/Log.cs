using Microsoft.Extensions.Logging;

namespace Fastchat.ModelGateway.Metering;

internal static partial class Log
{
    [LoggerMessage(640, LogLevel.Error, "An answer of {Model} to tenant {Tenant} could not be put down: {PromptTokens} tokens read, {CompletionTokens} written")]
    public static partial void UsageLost(ILogger logger, string tenant, string model, long promptTokens, long completionTokens, Exception exception);
}
