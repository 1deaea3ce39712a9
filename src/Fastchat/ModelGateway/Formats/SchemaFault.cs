namespace Fastchat.ModelGateway.Formats;

/// <summary>Where an answer leaves its schema, and how. Nothing of the answer's own words is in it but names of members.</summary>
/// <param name="Path">Where: <c>$.items[2].name</c>.</param>
/// <param name="Problem">How: "must be a string, but is a number".</param>
internal sealed record SchemaFault(string Path, string Problem);
