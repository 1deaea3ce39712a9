namespace Fastchat.ModelGateway.BuiltIn;

/// <summary>Words of a passage.</summary>
/// <param name="Passage">The passage's number, from 1.</param>
/// <param name="Text">The words, with runs of white space as single spaces.</param>
internal sealed record Quote(int Passage, string Text);
