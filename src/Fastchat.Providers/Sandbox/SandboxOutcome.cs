namespace Fastchat.Providers.Sandbox;

/// <summary>How a process in the sandbox came to its end.</summary>
public enum SandboxOutcome
{
    /// <summary>By itself, or by a limit of the operating system; the exit code tells.</summary>
    Exited,

    /// <summary>It was ended because it took longer than <see cref="SandboxOptions.TimeLimit"/>.</summary>
    TimedOut,

    /// <summary>It was ended because it wrote more than <see cref="SandboxOptions.OutputLimit"/>.</summary>
    OutputTooLarge,
}
