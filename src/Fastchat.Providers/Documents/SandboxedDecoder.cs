using Fastchat.Providers.Sandbox;
using Fastchat.Retrieval.Ingestion;

namespace Fastchat.Providers.Documents;

/// <summary>What decoders that read in a process of their own have in common: how such a process fails.</summary>
/// <param name="sandbox">Where the process runs.</param>
public abstract class SandboxedDecoder(SandboxedProcess sandbox) : DocumentDecoder
{
    // Shells and bwrap report the death by signal N as 128 + N.
    private const int FirstSignalExitCode = 128;

    /// <summary>Runs the program that reads the file; a run that did not end by itself is FILE_UNREADABLE.</summary>
    /// <param name="content">The file, fed to standard input.</param>
    /// <param name="filename">The name it was uploaded under.</param>
    /// <param name="options">What the program may use.</param>
    /// <param name="command">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    protected async Task<SandboxResult> RunAsync(
        Stream content,
        string filename,
        SandboxOptions options,
        string command,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken)
    {
        var result = await sandbox.RunAsync(options, command, arguments, content, cancellationToken);
        return result switch
        {
            { Outcome: SandboxOutcome.TimedOut } =>
                throw Unreadable(filename, $"reading it takes longer than {options.TimeLimit.TotalSeconds:0} seconds"),
            { Outcome: SandboxOutcome.OutputTooLarge } => throw Unreadable(filename, TooMuchText),
            { ExitCode: >= FirstSignalExitCode } => throw Unreadable(
                filename,
                "its reader failed on it; it is damaged, or needs more memory or time than a reader may use",
                new InvalidOperationException($"{Path.GetFileName(command)} ended with {result.ExitCode}: {result.Error}")),

            // The sandbox could not be set up: the operator's trouble, and no word about the file.
            { ExitCode: not 0 } when result.Error.StartsWith("bwrap: ", StringComparison.Ordinal) =>
                throw new InvalidOperationException(result.Error),
            _ => result,
        };
    }
}
