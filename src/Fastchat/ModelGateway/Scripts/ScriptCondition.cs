namespace Fastchat.ModelGateway.Scripts;

/// <summary>What must be so of a request.</summary>
internal abstract record ScriptCondition
{
    /// <summary>Whether it is; words with names go into the variables.</summary>
    public abstract bool Holds(ScriptRequest request, Dictionary<string, string> variables);
}

/// <summary>A text of the request is so.</summary>
/// <param name="Of">Which text; null when there is none.</param>
/// <param name="Test">How it must be.</param>
internal sealed record TextCondition(Func<ScriptRequest, string?> Of, TextTest Test) : ScriptCondition
{
    public override bool Holds(ScriptRequest request, Dictionary<string, string> variables) => Of(request) is { } text && Test.Holds(text, variables);
}

/// <summary>The request brings the result of a tool, or does not.</summary>
internal sealed record ToolResultCondition(bool Wanted) : ScriptCondition
{
    public override bool Holds(ScriptRequest request, Dictionary<string, string> variables) => request.ToolResult is not null == Wanted;
}

/// <summary>It is the person's so-manieth message.</summary>
internal sealed record TurnCondition(int Turn) : ScriptCondition
{
    public override bool Holds(ScriptRequest request, Dictionary<string, string> variables) => request.Turn == Turn;
}
