using Fastchat.Contracts.Chat.V1;
using Fastchat.Foundation;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Runs;

/// <summary>A run as it is stored.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Status">How far it is.</param>
/// <param name="Model">The model that was asked for.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="EndedAt">When it ended; null before.</param>
/// <param name="Completion">The answer; only when completed.</param>
/// <param name="ErrorCode">The reason in lower case; only when failed or cancelled.</param>
/// <param name="ErrorMessage">What went wrong; only when failed or cancelled.</param>
public sealed record RunRecord(
    string Id, RunStatus Status, string Model, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, Completion? Completion, string? ErrorCode, string? ErrorMessage)
{
    /// <summary>The sequence of its terminal event; null before that, and for one that broke off with its server.</summary>
    public ulong? LastSequence { get; init; }

    /// <summary>Whether its events are stored: not those of a run that keeps them in memory, nor those that have expired.</summary>
    public bool HasEvents { get; init; } = true;

    /// <summary>The thread that it belongs to; null for none.</summary>
    public string? ThreadId { get; init; }

    /// <summary>What went wrong, as callers are told; null when nothing did.</summary>
    public ErrorEvent? Error => ErrorCode is { } code
        ? new ErrorEvent { Code = code, Message = ErrorMessage ?? "", Retryable = ErrorTable.Kind(ErrorTable.FromCode(code)).Retryable }
        : null;

    /// <summary>The run as callers see it.</summary>
    public Run ToMessage() => new()
    {
        RunId = Id,
        Status = Status,
        Model = Model,
        CreateTime = Timestamp.FromDateTimeOffset(CreatedAt),
        EndTime = EndedAt is { } ended ? Timestamp.FromDateTimeOffset(ended) : null,
        Completion = Completion,
        Error = Error,
        ThreadId = ThreadId ?? "",
    };
}
