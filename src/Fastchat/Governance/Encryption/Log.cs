using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Encryption;

internal static partial class Log
{
    [LoggerMessage(680, LogLevel.Error, "What is stored of tenant {Tenant} cannot be read, {What}: it was changed from outside, or its key is gone")]
    public static partial void Unreadable(ILogger logger, string tenant, string what, Exception exception);

    [LoggerMessage(681, LogLevel.Information, "Of tenant {Tenant}, {Count} values were encrypted anew with version {Version} of its key")]
    public static partial void Reencrypted(ILogger logger, string tenant, long count, int version);

    [LoggerMessage(682, LogLevel.Information, "Version {Version} of the key of tenant {Tenant} is needed no more and gone")]
    public static partial void Dropped(ILogger logger, string tenant, int version);

    [LoggerMessage(683, LogLevel.Information, "{Count} data keys were wrapped anew under the key-encryption key {KeyId}")]
    public static partial void Rewrapped(ILogger logger, int count, string keyId);

    [LoggerMessage(684, LogLevel.Warning, "Encrypting anew what older keys have encrypted did not get to its end for tenant {Tenant}; it is tried again")]
    public static partial void ReencryptionFailed(ILogger logger, string tenant, Exception exception);
}
