using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Server;

public sealed class WelcomeTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Theory(Timeout = Limits.Test)]
    [InlineData("How do I upload a document?", "POST /v1/files")]
    [InlineData("Which file types can be uploaded?", "PDF and DOCX")]
    [InlineData("How do I change the port?", "PORT=9000")]
    [InlineData("Where is my data kept?", "./.fastchat")]
    [InlineData("How do I make a backup?", "copy the data folder")]
    [InlineData("What is the largest upload?", "512 MiB")]
    [InlineData("How does a streamed answer end?", "[DONE]")]
    [InlineData("How do I delete a file?", "DELETE /v1/files/{file_id}")]
    [InlineData("How do I create a tenant?", "POST /v1/admin/tenants")]
    [InlineData("Under which license is Fastchat?", "Apache-2.0")]
    [InlineData("How do I use a real language model?", "FASTCHAT_UPSTREAM_URL")]
    [InlineData("How do I cancel an answer?", "close the connection")]
    [InlineData("What is the biggest file I can upload?", "512 MiB")]
    [InlineData("How long is a passage?", "400 tokens")]
    [InlineData("How do I make a new tenant?", "POST /v1/admin/tenants")]
    [InlineData("How do I back up my data?", "copy the data folder")]
    [InlineData("What does error 429 mean?", "yours or that of the model gateway")]
    [InlineData("What is the difference between a file and a vector store?", "a vector store is a set of files that is searched as one")]
    [InlineData("What licence is it under?", "Apache-2.0")]
    [InlineData("does fastchat work on windows", "not been tested on Windows")]
    [InlineData("How do I make the server listen on all addresses?", "FASTCHAT_HOST")]
    [InlineData("How do I change the API key?", "FASTCHAT_API_KEY")]
    public async Task Guide_Asked_AnswersWithACitation(string question, string expected)
    {
        var store = await shared.Server.Host.Services.GetRequiredService<Welcome>()
            .EnsureAsync(shared.Server.Host.Tenant, Path.Combine(AppContext.BaseDirectory, "guide"), TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("There is no welcome store.");

        var answer = await shared.Server.Rest.PostAsync("/v1/chat/completions", new
        {
            model = "extractive",
            messages = new[] { new { role = "user", content = question } },
            tools = new[] { new { type = "file_search", vector_store_ids = new[] { store } } },
        });

        var message = answer.Json.GetProperty("choices")[0].GetProperty("message");
        Assert.Contains(expected, message.GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.NotEqual(0, message.GetProperty("annotations").GetArrayLength());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Guide_AskedAboutSomethingElse_SaysThatItDoesNotKnow()
    {
        var store = await shared.Server.Host.Services.GetRequiredService<Welcome>()
            .EnsureAsync(shared.Server.Host.Tenant, Path.Combine(AppContext.BaseDirectory, "guide"), TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("There is no welcome store.");

        var answer = await shared.Server.Rest.PostAsync("/v1/chat/completions", new
        {
            model = "extractive",
            messages = new[] { new { role = "user", content = "How tall is Mount Everest?" } },
            tools = new[] { new { type = "file_search", vector_store_ids = new[] { store } } },
        });

        Assert.Equal(
            "I could not find anything about that in the documents.",
            answer.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
    }
}
