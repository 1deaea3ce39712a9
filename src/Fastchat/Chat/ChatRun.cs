using Fastchat.Contracts.Chat.V1;

namespace Fastchat.Chat;

/// <summary>A run that is to be made of a request, or the one that there is already.</summary>
/// <param name="Events">
/// Its events to the terminal one, to be read once. What the limits or the thread refuse is thrown before the first; disposing early cancels
/// the run.
/// </param>
/// <param name="GoesOn">Whether it goes on when its caller leaves: whoever reads the events reads them to the end all the same.</param>
public sealed record ChatRun(IAsyncEnumerable<ChatEvent> Events, bool GoesOn);
