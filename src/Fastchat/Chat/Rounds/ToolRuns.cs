using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Tools;

namespace Fastchat.Chat.Rounds;

/// <summary>Calls that were done, in OpenAI's words.</summary>
internal static class ToolRuns
{
    /// <summary>A call as messages of chat completions tell it.</summary>
    public static ServerToolCall ToOpenAI(ToolRun run)
    {
        var call = new ServerToolCall { Id = run.CallId, Name = run.Name, Arguments = run.Arguments, Outcome = ToolResult.WordOf(run.Outcome) };
        if (run.Error.Length > 0) call.Error = run.Error;
        else call.Output = run.Output;
        return call;
    }
}
