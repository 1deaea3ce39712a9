using Fastchat.Contracts.Errors.V1;

namespace Fastchat.ModelGateway.Scripts;

/// <summary>Something that is done.</summary>
internal abstract record ScriptStep;

/// <summary>Text is said.</summary>
/// <param name="Text">The text.</param>
/// <param name="Pace">In which pieces.</param>
internal sealed record SayStep(ScriptTemplate Text, ScriptPace Pace) : ScriptStep;

/// <summary>A tool is called.</summary>
/// <param name="Tool">Its name.</param>
/// <param name="Arguments">Its arguments: JSON.</param>
/// <param name="Id">The call's id; null for one by its number.</param>
/// <param name="Pace">In which pieces the arguments come.</param>
internal sealed record CallStep(string Tool, ScriptJson Arguments, string? Id, ScriptPace Pace) : ScriptStep;

/// <summary>Nothing is said for a time.</summary>
/// <param name="Time">How long.</param>
internal sealed record WaitStep(TimeSpan Time) : ScriptStep;

/// <summary>The answer fails.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Message">What is told; null for the usual words.</param>
/// <param name="RetryAfter">After how long it is worth another try; null where nobody knows.</param>
/// <param name="After">After so many deltas of all steps, wherever that is; null where the step stands.</param>
internal sealed record FailStep(ErrorReason Reason, string? Message, TimeSpan? RetryAfter, int? After) : ScriptStep;
