using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Privacy;
using Fastchat.Tools;

namespace Fastchat.Chat.Privacy;

/// <summary>Looks through what tools give: before the model reads it as through questions, and before the caller does as through answers.</summary>
/// <param name="forModel">Rules of what goes in; null when nothing is looked for.</param>
/// <param name="forCaller">Rules of what goes out; null when nothing is looked for.</param>
internal sealed class ToolScreen(PrivacyScope? forModel, PrivacyScope? forCaller)
{
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>A result as the model may read it, and as the caller may.</summary>
    public async Task<(ToolResult ForModel, ToolResult ForCaller)> ApplyAsync(ToolResult result, CancellationToken cancellationToken)
    {
        // Calls end at once; what is found is counted together.
        await _one.WaitAsync(cancellationToken);
        try
        {
            var read = await ApplyAsync(forModel, result, cancellationToken);
            return (read, await ApplyAsync(forCaller, read, cancellationToken));
        }
        finally
        {
            _one.Release();
        }
    }

    private static async ValueTask<ToolResult> ApplyAsync(PrivacyScope? scope, ToolResult result, CancellationToken cancellationToken)
    {
        if (scope is null) return result;
        try
        {
            return result with { Text = await scope.ApplyAsync(result.Text, param: null, cancellationToken) };
        }
        catch (FastchatException e) when (e.Reason is ErrorReason.ContentBlocked or ErrorReason.UpstreamUnavailable)
        {
            return ToolResult.Failed(ToolOutcome.Blocked, e.Reason == ErrorReason.ContentBlocked
                ? "What the tool gave holds personal data that may not be passed on."
                : "What the tool gave could not be looked through for personal data, and is not passed on.");
        }
    }
}
