using System.Collections.Concurrent;
using Fastchat.Tools;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Testing;

/// <summary>A tool that does what a test says.</summary>
/// <param name="name">Its name.</param>
/// <param name="work">What it does; null for answering "done".</param>
public sealed class FakeTool(string name, Func<ToolInvocation, CancellationToken, ValueTask<ToolResult>>? work = null) : ITool
{
    /// <summary>What it was called with, in order.</summary>
    public ConcurrentQueue<ToolInvocation> Calls { get; } = new();

    /// <inheritdoc />
    public string Name => name;

    /// <inheritdoc />
    public string Description { get; init; } = "A tool for tests.";

    /// <inheritdoc />
    public Struct Parameters { get; init; } = Struct.Parser.ParseJson("""{"type": "object", "properties": {"n": {"type": "integer"}}, "additionalProperties": false}""");

    /// <inheritdoc />
    public bool RequiresApproval { get; init; }

    /// <inheritdoc />
    public async ValueTask<ToolResult> CallAsync(ToolInvocation call, CancellationToken cancellationToken)
    {
        Calls.Enqueue(call);
        return work is null ? ToolResult.Ok("done") : await work(call, cancellationToken);
    }
}
