using Fastchat.Chat.Context;
using Fastchat.Chat.Conversations;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Privacy;
using Fastchat.ModelGateway.Caching;
using Fastchat.ModelGateway.Metering;
using Fastchat.Runs;
using Fastchat.Tools;

namespace Fastchat.Chat;

/// <summary>A turn to take: what every door of chat makes of its request.</summary>
public sealed record TurnRequest
{
    /// <summary>Who asks.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>Model, messages and settings, as the caller gave them; file search is not among the tools.</summary>
    public required ChatCompletionParams Parameters { get; init; }

    /// <summary>Measures the answer; null for nobody's account.</summary>
    public MeteredAnswer? Meter { get; init; }

    /// <summary>The personal data that was found in what the caller gave; null when none was.</summary>
    public PrivacyTally? PersonalData { get; init; }

    /// <summary>What to answer from; null for the model's own knowledge.</summary>
    public FileSearch? FileSearch { get; init; }

    /// <summary>How many tokens of passages may come to the prompt, guessed: as many as are asked for, or ten, of the usual size.</summary>
    public long MostPassageTokens => FileSearch is null ? 0 : (FileSearch.MaxResults ?? 10) * 500L;

    /// <summary>Whether older messages are left out when they are too many; null where the caller cannot say, and the tenant's settings do.</summary>
    public bool? Trims { get; init; }

    /// <summary>Whether nothing of it may be stored, not even a summary.</summary>
    public bool KeepsNothing { get; init; }

    /// <summary>That the conversation is to be made short; null for not.</summary>
    public CompactionWish? Compaction { get; init; }

    /// <summary>What is wanted of kept answers; null for nothing.</summary>
    public CacheWish? Cache { get; init; }

    /// <summary>The id of the run that is made of it; null for a new one.</summary>
    public string? RunId { get; init; }

    /// <summary>Whether it goes on behind the call: only the server's stop ends it early.</summary>
    public bool IsDetached { get; init; }

    /// <summary>Fires when the server stops: whoever is left then has not left by himself.</summary>
    public CancellationToken ServerStops { get; init; }

    /// <summary>The request, as its caller names it; null when he does not. Only runs know it.</summary>
    public RunRequest? Request { get; init; }

    /// <summary>How the events of its run are kept. Only runs know it.</summary>
    public Durability Durability { get; init; } = Durability.Async;

    /// <summary>The server's tools that the model may call; they are among the tools of the parameters too.</summary>
    public IReadOnlyList<RegisteredTool> ServerTools { get; init; } = [];

    /// <summary>The most calls of the server's tools that are done; null for the server's own limit.</summary>
    public int? MaxToolCalls { get; init; }
    /// <summary>The thread that the turn goes on; null for none.</summary>
    internal ThreadTurn? Thread { get; init; }

    /// <summary>Answers the turn while it runs; null when nobody can: then a turn ends with the calls of the caller's tools.</summary>
    public ICallerAnswers? Answers { get; init; }

    /// <summary>The record of the call that asks; null for none.</summary>
    public AuditTrail? Audit { get; init; }
}
