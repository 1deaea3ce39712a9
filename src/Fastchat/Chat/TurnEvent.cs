using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Type.V1;
using Fastchat.ModelGateway;

namespace Fastchat.Chat;

/// <summary>Something that happened in a turn: exactly one of status, delta, citation, search and dropped citations is set.</summary>
/// <param name="Status">A new kind of work has begun.</param>
/// <param name="Delta">More of the answer; its text is final, markers that cite nothing are gone.</param>
/// <param name="Citation">The text so far ends in a marker that cites a passage.</param>
/// <param name="Choice">Which answer the citation is in, from 0.</param>
/// <param name="Message">What a status says to people; null for nothing.</param>
/// <param name="Search">What was searched for, and found.</param>
/// <param name="Context">What was left out of what the model is given; goes with a status.</param>
/// <param name="Compaction">What now stands for the conversation before; goes with a status.</param>
/// <param name="Tool">Which call of a tool a status is about.</param>
/// <param name="CitationsDropped">How many citations were taken out of the answer.</param>
public readonly record struct TurnEvent(
    StatusKind Status = StatusKind.Unspecified, ModelDelta? Delta = null, Citation? Citation = null, int Choice = 0, string? Message = null, SearchReport? Search = null,
    ContextReport? Context = null, CompactedContext? Compaction = null, ToolStep? Tool = null, int CitationsDropped = 0);
