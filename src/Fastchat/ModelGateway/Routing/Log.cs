using Microsoft.Extensions.Logging;

namespace Fastchat.ModelGateway.Routing;

internal static partial class Log
{
    [LoggerMessage(650, LogLevel.Warning, "Provider {Provider} fails and is left alone for {Seconds} s: {Failure}")]
    public static partial void ProviderFailing(ILogger logger, string provider, double seconds, string? failure);

    [LoggerMessage(651, LogLevel.Information, "Provider {Provider} works again")]
    public static partial void ProviderRecovered(ILogger logger, string provider);

    [LoggerMessage(652, LogLevel.Debug, "{Provider} gave no answer: {Failure}")]
    public static partial void AttemptFailed(ILogger logger, string provider, string failure, Exception? exception);

    [LoggerMessage(653, LogLevel.Error, "The model of {Provider} failed in a way that it should have said")]
    public static partial void AttemptFaulty(ILogger logger, string provider, Exception exception);

    [LoggerMessage(654, LogLevel.Information, "{Model} cannot answer ({Cause}); {Fallback} is asked instead")]
    public static partial void FellBack(ILogger logger, string model, FailureCause cause, string fallback);

    [LoggerMessage(655, LogLevel.Debug, "The stream of {Provider} could not be closed cleanly")]
    public static partial void NotClosed(ILogger logger, string provider, Exception exception);
}
