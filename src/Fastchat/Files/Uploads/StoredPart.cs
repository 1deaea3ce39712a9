namespace Fastchat.Files.Uploads;

/// <summary>A part of an upload as it is stored.</summary>
/// <param name="Id">Its id, which is also that of the blob with its bytes.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="CreatedAt">When its last byte had come.</param>
public sealed record StoredPart(string Id, long SizeBytes, DateTimeOffset CreatedAt);
