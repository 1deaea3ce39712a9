using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;

namespace Fastchat.Files;

/// <summary>Files between OpenAI's shape and ours.</summary>
internal static class FileShapes
{
    /// <summary>How long a file lives; null for ever.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE.</exception>
    public static TimeSpan? Lifetime(ExpiresAfter? expires)
    {
        if (expires is null or { Anchor: "", Seconds: 0 }) return null;
        if (expires.Anchor != "created_at") throw FastchatException.InvalidValue("expires_after.anchor", "expires_after.anchor must be 'created_at'.");
        return expires.Seconds is >= 3600 and <= 2_592_000
            ? TimeSpan.FromSeconds(expires.Seconds)
            : throw FastchatException.InvalidValue("expires_after.seconds", $"expires_after.seconds must be 3600 to 2592000, but is {expires.Seconds}.");
    }

    /// <summary>A file as OpenAI describes it.</summary>
    public static FileObject ToObject(StoredFile file)
    {
        var result = new FileObject
        {
            Id = file.Id,
            Object = "file",
            Bytes = file.SizeBytes,
            CreatedAt = file.CreatedAt.ToUnixTimeSeconds(),
            Filename = file.Filename,
            Purpose = file.Purpose,
            Status = "processed",
        };
        if (file.ExpiresAt is { } expires) result.ExpiresAt = expires.ToUnixTimeSeconds();
        return result;
    }
}
