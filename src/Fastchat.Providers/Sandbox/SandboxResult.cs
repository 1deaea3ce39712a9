namespace Fastchat.Providers.Sandbox;

/// <summary>What came of a process in the sandbox.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="ExitCode">Its exit code; 128 and more means that a signal ended it.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Error">The beginning of what it wrote to standard error.</param>
public sealed record SandboxResult(SandboxOutcome Outcome, int ExitCode, ReadOnlyMemory<byte> Output, string Error);
