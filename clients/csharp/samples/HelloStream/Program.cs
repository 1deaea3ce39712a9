using Fastchat.Client;

// Reads FASTCHAT_URL and FASTCHAT_API_KEY.
using var client = FastchatClient.FromEnvironment();
var question = args is [var first, ..] ? first : "Say hello.";

await foreach (var chatEvent in client.Chat.StreamAsync(new ChatQuestion(question)))
{
    if (chatEvent.Token is { } token) Console.Write(token.Text);
}

Console.WriteLine();
