using Fastchat.Contracts.Chat.V1;
using Fastchat.Runs;

namespace Fastchat.Chat.Converse;

/// <summary>A run whose events are told on a stream. Safe for use by many threads.</summary>
internal sealed class StreamedRun
{
    private readonly TaskCompletionSource<string?> _id = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _runId;
    private volatile bool _isOver;

    /// <summary>Its id, once it has one; null for one that was refused before.</summary>
    public Task<string?> Id => _id.Task;

    /// <summary>Its id; null as long as it has none.</summary>
    public string? RunId => _runId;

    /// <summary>Whether its last event was told, or none will be.</summary>
    public bool IsOver => _isOver;

    /// <summary>An event of it is about to be told.</summary>
    public void See(ChatEvent chatEvent)
    {
        _runId ??= chatEvent.RunId;
        _id.TrySetResult(_runId);
        if (RunFollower.IsTerminal(chatEvent)) _isOver = true;
    }

    /// <summary>Nothing more is told of it.</summary>
    public void End()
    {
        _isOver = true;
        _id.TrySetResult(null);
    }
}
