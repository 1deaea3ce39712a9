using Microsoft.Extensions.Logging;

namespace Fastchat.ModelGateway.Registry;

internal static partial class Log
{
    [LoggerMessage(760, LogLevel.Information, "The file of models {Path} was read: {Providers} providers, {Models} models")]
    public static partial void FileRead(ILogger logger, string path, int providers, int models);

    [LoggerMessage(761, LogLevel.Error, "The file of models has a mistake, and what it said before stays in force: {Problem}")]
    public static partial void FileWrong(ILogger logger, string problem);

    [LoggerMessage(762, LogLevel.Error, "The registry of models cannot be read anew; what was in force stays so")]
    public static partial void RegistryNotReloaded(ILogger logger, Exception exception);

    [LoggerMessage(763, LogLevel.Error, "The key of the provider {Provider}, sealed under {KeyId}, cannot be opened")]
    public static partial void KeyUnreadable(ILogger logger, string provider, string keyId, Exception exception);

    [LoggerMessage(764, LogLevel.Warning, "Of the registry, {Entry} is not in use as it stands: {Why}")]
    public static partial void EntryNotInUse(ILogger logger, string entry, string why);

    [LoggerMessage(765, LogLevel.Error, "The provider {Provider} could not be started")]
    public static partial void ProviderNotStarted(ILogger logger, string provider, Exception exception);

    [LoggerMessage(766, LogLevel.Error, "The provider {Provider} could not be stopped")]
    public static partial void ProviderNotStopped(ILogger logger, string provider, Exception exception);
}
