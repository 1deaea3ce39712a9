using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.Chat.Responses;

/// <summary>What was asked for a response. What became of it is its run's.</summary>
/// <param name="Id">Its id.</param>
/// <param name="PreviousId">The response that it goes on from; null for none.</param>
/// <param name="Request">The request without input and name.</param>
/// <param name="Input">Its input.</param>
/// <param name="CreatedAt">When it was asked for.</param>
public sealed record StoredResponse(string Id, string? PreviousId, ResponseParams Request, IReadOnlyList<ResponseItem> Input, DateTimeOffset CreatedAt);
