using System.Data.Common;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Foundation;

namespace Fastchat.Runs;

/// <summary>Hears of each run that ends, within the transaction that ends it: what it writes and the end stand or fall together.</summary>
public interface IRunObserver
{
    /// <summary>A run ends.</summary>
    /// <param name="connection">The transaction.</param>
    /// <param name="tenant">Whose run.</param>
    /// <param name="runId">The run.</param>
    /// <param name="status">How: "completed", "failed" or "cancelled".</param>
    /// <param name="answer">Its answer; null when it has none.</param>
    Task EndedAsync(DbConnection connection, TenantId tenant, string runId, string status, Completion? answer);
}
