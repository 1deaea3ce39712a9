namespace Fastchat.Providers.Documents.Worker;

/// <summary>The file is at fault.</summary>
/// <param name="why">What is wrong with it, as the rest of the sentence "it cannot be read: …".</param>
internal sealed class RefusedFileException(string why) : Exception(why);
