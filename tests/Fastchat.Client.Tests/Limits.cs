namespace Fastchat.Client.Tests;

internal static class Limits
{
    /// <summary>Milliseconds after which a test that waits for something counts as hanging.</summary>
    public const int Test = 30_000;

    /// <summary>The same for tests that talk to a real server and real models.</summary>
    public const int Live = 180_000;
}
