using Fastchat.Contracts.OpenAI.V1;
using Google.Protobuf;

namespace Fastchat.ModelGateway.Tokens;

public sealed class TokenCounterTests
{
    [Theory]
    [InlineData("gpt-4o", "o200k_base")]
    [InlineData("openai/gpt-4o-mini", "o200k_base")]
    [InlineData("gpt-4.1-nano", "o200k_base")]
    [InlineData("gpt-5", "o200k_base")]
    [InlineData("o3-mini", "o200k_base")]
    [InlineData("claude-sonnet", "o200k_base")]
    [InlineData("", "o200k_base")]
    [InlineData("gpt-4", "cl100k_base")]
    [InlineData("gpt-4-turbo", "cl100k_base")]
    [InlineData("azure/gpt-35-turbo", "cl100k_base")]
    [InlineData("ft:gpt-3.5-turbo:acme:name:1", "cl100k_base")]
    [InlineData("text-embedding-3-large", "cl100k_base")]
    public void For_Model_TakesItsEncoding(string model, string encoding) => Assert.Equal(encoding, TokenCounter.For(model).Encoding.Name);

    // The example of OpenAI's cookbook, where gpt-4o's own answer says 124 tokens.
    [Fact]
    public void Count_CookbooksMessages_IsWhatOpenAISays()
    {
        var parameters = new ChatCompletionParams();
        void Add(string text, string? name = null, ChatRole role = ChatRole.System)
        {
            var message = new ChatMessage { Role = role, Text = text };
            if (name is not null) message.Name = name;
            parameters.Messages.Add(message);
        }

        Add("You are a helpful, pattern-following assistant that translates corporate jargon into plain English.");
        Add("New synergies will help drive top-line growth.", "example_user");
        Add("Things working well together will increase revenue.", "example_assistant");
        Add("Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage.", "example_user");
        Add("Let's talk later when we're less busy about how to do better.", "example_assistant");
        Add("This late pivot means we don't have time to boil the ocean for the client deliverable.", role: ChatRole.User);

        Assert.Equal(124, TokenCounter.For("gpt-4o").Count(parameters));
        Assert.Equal(129, TokenCounter.For("gpt-4").Count(parameters));
    }

    // The example of the cookbook's part on tools, where gpt-4o says 101.
    [Fact]
    public void Count_CookbooksTool_IsWhatOpenAISays()
    {
        var parameters = ChatCompletionParams.Parser.ParseJson(
            """
            {
              "messages": [
                {"role": "CHAT_ROLE_SYSTEM", "text": "You are a helpful assistant that can answer to questions about the weather."},
                {"role": "CHAT_ROLE_USER", "text": "What's the weather like in San Francisco?"}],
              "tools": [{"function": {"function": {
                "name": "get_current_weather", "description": "Get the current weather in a given location",
                "parameters": {"type": "object", "properties": {
                  "location": {"type": "string", "description": "The city and state, e.g. San Francisco, CA"},
                  "unit": {"type": "string", "description": "The unit of temperature to return", "enum": ["celsius", "fahrenheit"]}},
                  "required": ["location"]}}}}]
            }
            """);

        Assert.Equal(101, TokenCounter.For("gpt-4o").Count(parameters));
    }

    [Theory]
    [InlineData(1024, 1024, 765)]
    [InlineData(2048, 4096, 1105)]
    [InlineData(200, 200, 255)]
    [InlineData(1, 100_000, 765)]
    public void ImageTokens_Size_IsCountedByTiles(int width, int height, int tokens) => Assert.Equal(tokens, ImageTokens.Of(width, height));

    [Theory]
    [InlineData("https://example.com/a.png", "auto", 765)]
    [InlineData("https://example.com/a.png", "low", 85)]
    [InlineData("data:image/png;base64,????", "", 765)]
    [InlineData("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAMgAAADICAYAAAA=", "high", 255)]
    [InlineData("data:image/gif;base64,R0lGODlhyADIAPAA", "", 255)]
    [InlineData("data:image/jpeg;base64,/9j/wAARCADIAMgDAREA", "", 255)]
    [InlineData("data:image/png;base64,iVBORw0KGgo=", "", 765)]
    public void ImageTokens_Picture_IsReadFromItsFirstBytes(string url, string detail, int tokens) => Assert.Equal(tokens, ImageTokens.Count(url, detail));

    [Fact]
    public void AtMost_AnyRequest_IsNeverLessThanTheCount()
    {
        var random = new Random(3);
        for (var i = 0; i < 200; i++)
        {
            var parameters = new ChatCompletionParams();
            for (var m = random.Next(1, 6); m > 0; m--)
            {
                var text = new string([.. Enumerable.Range(0, random.Next(40)).Select(_ => (char)random.Next(1, 0x3000))]);
                parameters.Messages.Add(random.Next(2) == 0
                    ? new ChatMessage { Role = ChatRole.User, Text = text, Name = "n" }
                    : new ChatMessage { Role = ChatRole.User, Parts = new ContentParts { Parts = { new ContentPart { Text = new TextPart { Text = text } }, new ContentPart { Image = new ImagePart() } } } });
            }

            parameters.Tools.Add(JsonParser.Default.Parse<ChatTool>("""{"function": {"function": {"name": "f", "parameters": {"properties": {"a": {"enum": ["x", "y"]}, "b": {}}}}}}"""));

            Assert.InRange(TokenCounter.For("gpt-4o").Count(parameters), 1, TokenCounter.AtMost(parameters));
        }
    }
}
