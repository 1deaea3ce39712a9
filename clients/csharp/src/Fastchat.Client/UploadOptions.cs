namespace Fastchat.Client;

/// <summary>How to upload.</summary>
public sealed record UploadOptions
{
    /// <summary>The media type you believe it to be; the content decides.</summary>
    public string? ContentType { get; init; }

    /// <summary>What the file is for; by default "user_data".</summary>
    public string? Purpose { get; init; }
}
