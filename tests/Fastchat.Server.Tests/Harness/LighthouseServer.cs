using Fastchat.Contracts.Chat.V1;

namespace Fastchat.Server;

/// <summary>One server for all tests of a class, with a vector store about a lighthouse.</summary>
public sealed class LighthouseServer : IAsyncLifetime
{
    /// <summary>What the only document says.</summary>
    public const string Text = "The lighthouse of Norderney is 54 metres high. It was built in 1874.\n\nThe ferry to Norderney leaves Norddeich every hour.";

    /// <summary>What can be asked about it.</summary>
    public const string Question = "How high is the lighthouse?";

    /// <summary>The server.</summary>
    public TestServer Server { get; private set; } = null!;

    /// <summary>The vector store.</summary>
    public string Store { get; private set; } = "";

    /// <summary>The question as a native request.</summary>
    public ChatRequest Native => new()
    {
        Messages = { new Message { Role = Role.User, Text = Question } },
        Tools = { new Tool { FileSearch = new FileSearch { VectorStoreIds = { Store } } } },
    };

    /// <summary>The question in OpenAI's shape.</summary>
    public object OpenAI(bool stream, bool store = false) => new
    {
        model = "extractive",
        stream,
        store,
        messages = new[] { new { role = "user", content = Question } },
        tools = new[] { new { type = "file_search", vector_store_ids = new[] { Store } } },
    };

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        Server = await TestServer.StartAsync();
        Store = await Server.Rest.MakeStoreAsync(("lighthouse.txt", Text));
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
