namespace Fastchat.Providers.Faults;

/// <summary>What happens to the bytes on their way back.</summary>
internal enum WireFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>One byte at a time.</summary>
    Slices,

    /// <summary>A pause.</summary>
    Delay,

    /// <summary>No further byte, and no end.</summary>
    Stall,

    /// <summary>The connection is reset.</summary>
    Reset,

    /// <summary>The end, though more was to come; the other direction stays open.</summary>
    HalfClose,

    /// <summary>Bytes that nobody sent.</summary>
    Garbage,

    /// <summary>Nobody listens.</summary>
    Refused,

    /// <summary>TLS is wanted and not spoken.</summary>
    Tls,
}
