namespace Fastchat.Files.Uploads;

/// <summary>What has become of an upload. That it has expired is never stored: its time says so.</summary>
public enum UploadStatus
{
    /// <summary>Parts can be added.</summary>
    Pending,

    /// <summary>It became a file. Terminal.</summary>
    Completed,

    /// <summary>Its caller wanted no file of it. Terminal.</summary>
    Cancelled,

    /// <summary>Its hour went by. Terminal.</summary>
    Expired,
}
