namespace Fastchat.Providers.Models;

/// <summary>JSON that was written, as the body of a request.</summary>
internal static class JsonBody
{
    /// <summary>The body.</summary>
    public static HttpContent Of(ReadOnlyMemory<byte> json)
    {
        var content = new ReadOnlyMemoryContent(json);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        return content;
    }
}
