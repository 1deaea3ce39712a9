namespace Fastchat.Server;

/// <summary>How large a test is: small everywhere, and at full size where FASTCHAT_EXPERIMENTS=1 asks for it.</summary>
internal static class Experiment
{
    /// <summary>The size.</summary>
    public static int Size(int small, int large) => Environment.GetEnvironmentVariable("FASTCHAT_EXPERIMENTS") == "1" ? large : small;
}
