using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Tools;

/// <summary>
/// The whole port of a tool that the server can run for a model. Implementations are safe for many calls at once, keep nothing between
/// calls, and end the work when the token fires.
/// </summary>
public interface ITool
{
    /// <summary>Its name: 1 to 64 of a-z, A-Z, 0-9, "_" and "-".</summary>
    string Name { get; }

    /// <summary>What it is for, told to the model.</summary>
    string Description { get; }

    /// <summary>The schema of its arguments, draft 2020-12, an object's. Not to be changed.</summary>
    Struct Parameters { get; }

    /// <summary>Whether each call needs the caller's leave.</summary>
    bool RequiresApproval { get; }

    /// <summary>Does a call, whose arguments fit the schema. What goes wrong is a result too, which the model is told.</summary>
    ValueTask<ToolResult> CallAsync(ToolInvocation call, CancellationToken cancellationToken);
}
