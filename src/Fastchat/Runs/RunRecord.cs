using Fastchat.Contracts.Chat.V1;
using Fastchat.Foundation;

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
    /// <summary>What went wrong, as callers are told; null when nothing did.</summary>
    public ErrorEvent? Error => ErrorCode is { } code
        ? new ErrorEvent { Code = code, Message = ErrorMessage ?? "", Retryable = ErrorTable.Kind(ErrorTable.FromCode(code)).Retryable }
        : null;
}
