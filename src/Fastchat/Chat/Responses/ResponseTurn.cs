using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.Chat.Responses;

/// <summary>A response that is to be made: all that was asked for is checked and found.</summary>
/// <param name="Asked">What is kept of the request.</param>
/// <param name="Turn">The turn that makes it.</param>
internal sealed record ResponseTurn(StoredResponse Asked, TurnRequest Turn)
{
    /// <summary>What its events are told by.</summary>
    public ResponseStream Stream() => new(ResponseShape.Begun(Asked.Request, Asked.Id, Asked.CreatedAt), TellsResults(Asked.Request.Include));

    /// <summary>Whether what a search found is told.</summary>
    public static bool TellsResults(IEnumerable<string> include) => include.Contains("file_search_call.results");
}
