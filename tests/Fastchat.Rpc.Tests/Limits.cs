namespace Fastchat.Rpc;

internal static class Limits
{
    /// <summary>Milliseconds after which a test that waits for something counts as hanging.</summary>
    public const int Test = 30_000;
}
