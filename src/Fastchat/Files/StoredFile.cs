namespace Fastchat.Files;

/// <summary>A file as it is stored.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Filename">The name given at upload, without folders.</param>
/// <param name="ContentType">Its media type, by content and name.</param>
/// <param name="Kind">What it is, by content and name.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="Sha256">SHA-256 of its bytes, lower-case hexadecimal.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="CreatedAt">When the upload ended.</param>
/// <param name="ExpiresAt">When it is deleted by itself; null for never.</param>
/// <param name="User">The user within the tenant who uploaded it; empty for nobody.</param>
public sealed record StoredFile(
    string Id, string Filename, string ContentType, FileKind Kind, long SizeBytes, string Sha256, string Purpose, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, string User = "");
