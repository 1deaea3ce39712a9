using Fastchat.Client;

if (args is not [var path, var question])
{
    throw new ArgumentException("Usage: RagWithCitations <file> <question>");
}

// Reads FASTCHAT_URL and FASTCHAT_API_KEY.
using var client = FastchatClient.FromEnvironment();
var file = await client.Files.UploadAsync(path);
var collection = await client.Collections.CreateAsync("rag-with-citations");
await client.Collections.AddAndWaitAsync(collection.CollectionId, file.FileId);

await foreach (var chatEvent in client.Chat.StreamAsync(new ChatQuestion(question) { VectorStoreIds = [collection.CollectionId] }))
{
    if (chatEvent.Token is { } token)
    {
        Console.Write(token.Text);
    }

    if (chatEvent.Complete is { } answer)
    {
        Console.WriteLine();
        foreach (var citation in answer.Citations)
        {
            var place = citation.HasPage ? $"{citation.Filename}, page {citation.Page}" : citation.Filename;
            Console.WriteLine($"[{citation.Marker}] {place}: \"{citation.Quote}\"");
        }
    }
}
