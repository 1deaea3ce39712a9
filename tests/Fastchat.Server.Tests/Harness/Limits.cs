namespace Fastchat.Server;

internal static class Limits
{
    /// <summary>Milliseconds after which a test that waits for something counts as hanging.</summary>
    public const int Test = 60_000;

    /// <summary>How soon whatever hangs on a caller must have stopped once the caller has gone.</summary>
    public static readonly TimeSpan Promptly = TimeSpan.FromSeconds(1);
}
