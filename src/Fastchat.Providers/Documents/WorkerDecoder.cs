using System.Text.Json;
using Fastchat.Files;
using Fastchat.Providers.Sandbox;
using Fastchat.Retrieval.Ingestion;

namespace Fastchat.Providers.Documents;

/// <summary>A format that .NET libraries read, in a worker process: this program again, started to decode one file.</summary>
/// <param name="sandbox">Where the worker runs.</param>
/// <param name="worker">How it is started.</param>
/// <param name="kind">The kind of file.</param>
/// <param name="format">The worker's name for it.</param>
/// <param name="limits">What it may use; memory apart, which .NET needs its own measure of.</param>
public abstract class WorkerDecoder(
    SandboxedProcess sandbox, WorkerCommand worker, FileKind kind, string format, SandboxOptions? limits)
    : SandboxedDecoder(sandbox)
{
    private readonly SandboxOptions _options = (limits ?? new()) with
    {
        // The heap limit in the worker's environment is what bounds it. The runtime reserves more than it uses: 2 GiB is
        // enough for it beside a heap of 384 MiB, and 1 GiB would shrink the heap.
        AddressSpaceLimit = 2L << 30,
        ReadOnlyPaths = worker.ReadOnlyPaths,
        Environment = WorkerCommand.Environment,
    };

    /// <inheritdoc />
    public override bool Reads(FileKind candidate) => candidate == kind;

    /// <inheritdoc />
    protected override async Task<DecodedDocument> DecodeCoreAsync(
        Stream content, FileKind kind, string filename, CancellationToken cancellationToken)
    {
        var result = await RunAsync(
            content, filename, _options, worker.FileName, [.. worker.Arguments, DecodeWorker.Verb, format], cancellationToken);
        return result.ExitCode switch
        {
            DecodeWorker.Done => new DecodedDocument(ReadPages(result.Output)),
            DecodeWorker.Refused => throw Unreadable(filename, result.Error.Trim()),
            _ => throw new InvalidOperationException($"The worker ended with {result.ExitCode}: {result.Error}"),
        };
    }

    // JSON lines: {"number":1,"text":"..."}; number is null where the format has no pages.
    private static List<DecodedPage> ReadPages(ReadOnlyMemory<byte> output)
    {
        var pages = new List<DecodedPage>();
        while (output.Span.IndexOf((byte)'\n') is >= 0 and var end)
        {
            using var line = JsonDocument.Parse(output[..end]);
            var number = line.RootElement.GetProperty("number");
            pages.Add(new DecodedPage(
                number.ValueKind == JsonValueKind.Null ? null : number.GetInt32(),
                line.RootElement.GetProperty("text").GetString()!));
            output = output[(end + 1)..];
        }

        return pages;
    }
}
