using Fastchat.Contracts.Chat.V1;
using Fastchat.Foundation;
using Microsoft.Extensions.Logging;

namespace Fastchat.Tools;

/// <summary>Runs single calls of tools. Whatever goes wrong is a result; only the end of the turn is thrown.</summary>
public sealed class ToolRunner(ILogger<ToolRunner> logger)
{
    // Nothing longer is of use to a model, whatever a tool's own limit is.
    private const int LongestText = 1024 * 1024;

    /// <summary>Runs a call.</summary>
    /// <param name="tool">The tool; null when there is none of that name for the caller.</param>
    /// <param name="call">Who calls, under which id; its arguments are not used.</param>
    /// <param name="arguments">The arguments as the model gave them.</param>
    /// <param name="cancellationToken">Fires when the turn ends.</param>
    /// <exception cref="OperationCanceledException">The turn ends.</exception>
    public async ValueTask<ToolResult> RunAsync(RegisteredTool? tool, ToolInvocation call, string arguments, CancellationToken cancellationToken)
    {
        if (tool is null) return ToolResult.Failed(ToolOutcome.UnknownTool, "There is no such tool.");
        if (tool.Read(arguments, out var problem) is not { } members) return ToolResult.Failed(ToolOutcome.InvalidArguments, $"The arguments do not fit the tool's parameters: {problem}");
        try
        {
            var result = await tool.Tool.CallAsync(call with { Arguments = members }, cancellationToken);
            return result.Text.Length <= LongestText ? result : ToolResult.Failed(ToolOutcome.TooLarge, $"The tool gave {result.Text.Length} characters; at most {LongestText} are taken.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (FastchatException e)
        {
            return ToolResult.Failed(ToolOutcome.Failed, e.Message);
        }
        catch (Exception e)
        {
            var id = Guid.NewGuid().ToString("N");
            Log.ToolFailed(logger, tool.Name, id, e);
            return ToolResult.Failed(ToolOutcome.Failed, $"The tool failed; the server's log knows this as {id}.");
        }
    }
}
