namespace Fastchat.Tools;

/// <summary>What the file of FASTCHAT_TOOLS states.</summary>
/// <param name="Tools">Tools that are HTTP calls.</param>
/// <param name="Limits">How much a turn may do with tools.</param>
public sealed record StatedTools(IReadOnlyList<StatedTool> Tools, ToolLimits Limits)
{
    /// <summary>Nothing: the built-in tool and the usual limits.</summary>
    public static StatedTools None { get; } = new([], new ToolLimits());
}
