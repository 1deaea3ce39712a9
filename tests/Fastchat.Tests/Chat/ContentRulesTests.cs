using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Rpc.Json;

namespace Fastchat.Chat;

public sealed class ContentRulesTests
{
    [Theory]
    [InlineData("""{"type": "image_url"}""", "image_url")]
    [InlineData("""{"type": "image_url", "image_url": {}}""", "image_url.url")]
    [InlineData("""{"type": "image_url", "image_url": {"url": 5}}""", "image_url.url")]
    [InlineData("""{"type": "image_url", "image_url": {"url": "file:///etc/passwd"}}""", "image_url.url")]
    [InlineData("""{"type": "image_url", "image_url": {"url": "picture.png"}}""", "image_url.url")]
    [InlineData("""{"type": "image_url", "image_url": {"url": "data:image/png;base64,???"}}""", "image_url.url")]
    [InlineData("""{"type": "image_url", "image_url": {"url": "data:image/png,abc"}}""", "image_url.url")]
    [InlineData("""{"type": "image_url", "image_url": {"url": "https://example.com/a.png", "detail": "huge"}}""", "image_url.detail")]
    [InlineData("""{"type": "input_audio", "input_audio": {"data": "????", "format": "wav"}}""", "input_audio.data")]
    [InlineData("""{"type": "input_audio", "input_audio": {"data": "AAAA", "format": "ogg"}}""", "input_audio.format")]
    [InlineData("""{"type": "input_audio", "input_audio": {"data": "AAAA"}}""", "input_audio.format")]
    [InlineData("""{"type": "file"}""", "file")]
    [InlineData("""{"type": "file", "file": {"filename": "a.pdf"}}""", "file.file_data")]
    [InlineData("""{"type": "file", "file": {"file_id": 5}}""", "file.file_id")]
    [InlineData("""{"type": "file", "file": {"file_id": "file-1", "file_data": "data:a/b;base64,AAAA"}}""", "file.file_data")]
    [InlineData("""{"type": "file", "file": {"file_data": "data:a/b;base64,?"}}""", "file.file_data")]
    public void Check_Wrong_NamesTheField(string part, string param) =>
        Assert.Equal($"messages[0].content[1].{param}", Assert.Throws<FastchatException>(() => ChatRules.Check(Parse(part))).Param);

    [Theory]
    [InlineData("""{"type": "image_url", "image_url": {"url": "https://example.com/a.png", "detail": "low"}}""")]
    [InlineData("""{"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo=", "detail": null}}""")]
    [InlineData("""{"type": "input_audio", "input_audio": {"data": "AAAA", "format": "mp3"}}""")]
    [InlineData("""{"type": "file", "file": {"file_id": "file-1"}}""")]
    [InlineData("""{"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,AAAA", "file_id": null}}""")]
    [InlineData("""{"type": "file", "file": {"filename": "a.pdf", "file_data": "AAAA"}}""")]
    [InlineData("""{"type": "refusal", "refusal": "No."}""")]
    public void Check_Right_Passes(string part) => ChatRules.Check(Parse(part));

    private static ChatCompletionParams Parse(string part) => ShapedJson.Parse<ChatCompletionParams>(System.Text.Encoding.UTF8.GetBytes(
        $$"""{"model": "m", "messages": [{"role": "user", "content": [{"type": "text", "text": "x"}, {{part}}]}]}"""));
}
