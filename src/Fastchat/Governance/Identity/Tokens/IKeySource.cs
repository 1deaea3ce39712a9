namespace Fastchat.Governance.Identity.Tokens;

/// <summary>Where an issuer's keys come from.</summary>
internal interface IKeySource
{
    /// <summary>For how long they are used before they are read again, in the background.</summary>
    TimeSpan RefreshAfter { get; }

    /// <summary>Reads them.</summary>
    /// <exception cref="Exception">They cannot be had; its message is for the log.</exception>
    Task<KeySet> LoadAsync(CancellationToken cancellationToken);
}
