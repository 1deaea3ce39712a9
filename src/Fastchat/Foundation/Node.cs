namespace Fastchat.Foundation;

/// <summary>
/// The process as the others see it: one at a time has a data folder, so the folder's id is the node's. What a node left
/// behind is picked up by the next process on its folder.
/// </summary>
/// <param name="Id">At most 64 letters and digits; the same after a restart.</param>
public sealed record Node(string Id);
