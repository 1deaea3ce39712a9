using Fastchat.Foundation;

namespace Fastchat.Chat.Responses;

/// <summary>A response, its run and its items share the tail of their ids, so that each leads to the others.</summary>
internal static class ResponseIds
{
    private const int FirstOutput = 16 * 1024;

    /// <summary>The run of a response.</summary>
    public static string RunOf(string responseId) => Ids.Twin(responseId, Ids.Response, Ids.Run);

    /// <summary>The response of a run.</summary>
    public static string Of(string runId) => Ids.Twin(runId, Ids.Run, Ids.Response);

    /// <summary>What the id of an item's response begins with.</summary>
    public static string StemOf(string itemId, string prefix) => Ids.StemOfWhole(itemId, prefix, Ids.Response);

    /// <summary>An item of a response's input.</summary>
    public static string Input(string responseId, string prefix, int index) => Ids.Part(responseId, Ids.Response, prefix, index);

    /// <summary>An item of a response's output.</summary>
    public static string Output(string responseId, string prefix, int index) => Ids.Part(responseId, Ids.Response, prefix, FirstOutput + index);
}
