using System.Net;
using System.Text.Json;

namespace Fastchat.Rpc.Rest;

/// <summary>Bad bodies, each with the path and the words of its refusal: where it is wrong, what is wrong, what would be right.</summary>
public sealed class BadBodiesTests
{
    [Theory(Timeout = Limits.Test)]
    [InlineData("/v1/scalars", """{"text":5}""", "text", "text must be a string, but is 5.")]
    [InlineData("/v1/scalars", """{"text":["a"]}""", "text", "text must be a string, but is a list.")]
    [InlineData("/v1/scalars", """{"flag":"true"}""", "flag", "flag must be true or false, but is a string.")]
    [InlineData("/v1/scalars", """{"flag":0}""", "flag", "flag must be true or false, but is 0.")]
    [InlineData("/v1/scalars", """{"small":1.5}""", "small", "small must be a whole number, but is 1.5.")]
    [InlineData("/v1/scalars", """{"small":"1"}""", "small", "small must be a whole number, but is a string.")]
    [InlineData("/v1/scalars", """{"small":2147483648}""", "small", "small must be a whole number, but is 2147483648.")]
    [InlineData("/v1/scalars", """{"natural":-1}""", "natural", "natural must be a whole number from 0, but is -1.")]
    [InlineData("/v1/scalars", """{"large":9223372036854775808}""", "large", "large must be a whole number, but is 9223372036854775808.")]
    [InlineData("/v1/scalars", """{"large":1e400}""", "large", "large must be a whole number, but is 1e400.")]
    [InlineData("/v1/scalars", """{"large":1e-40}""", "large", "large must be a whole number, but is 1e-40.")]
    [InlineData("/v1/scalars", """{"number":1e400}""", "number", "number must be a number, but is 1e400.")]
    [InlineData("/v1/scalars", """{"number":"NaN"}""", "number", "number must be a number, but is a string.")]
    [InlineData("/v1/scalars", """{"number":1234567890123456789012345678901234567890e400}""", "number", "number must be a number, but is a number.")]
    [InlineData("/v1/scalars", """{"short_number":1e39}""", "short_number", "short_number must be a number, but is 1e39.")]
    [InlineData("/v1/scalars", """{"data":"%%"}""", "data", "data must be base64.")]
    [InlineData("/v1/scalars", """{"data":true}""", "data", "data must be a base64 string, but is a boolean.")]
    [InlineData("/v1/scalars", """{"role":"boss"}""", "role", "role must be one of \"user\", \"assistant\", but is \"boss\".")]
    [InlineData("/v1/scalars", """{"role":1}""", "role", "role must be a string, but is 1.")]
    [InlineData("/v1/scalars", """{"time":"tomorrow"}""", "time", "time must be a time as in \"2026-01-31T12:00:00Z\".")]
    [InlineData("/v1/scalars", """{"time":1767225600}""", "time", "time must be a time as in \"2026-01-31T12:00:00Z\".")]
    [InlineData("/v1/scalars", """{"duration":"5"}""", "duration", "duration must be seconds as in \"1.5s\".")]
    [InlineData("/v1/scalars", """{"open":[1]}""", "open", "open must be an object, but is a list.")]
    [InlineData("/v1/scalars", """{"open":{"a":[{"b":1e400}]}}""", "open", "open is a number beyond the range of a double.")]
    [InlineData("/v1/scalars", """{"list":"x"}""", "list", "list must be a list, but is a string.")]
    [InlineData("/v1/scalars", """{"numbers":5}""", "numbers", "numbers must be a list, but is a number.")]
    [InlineData("/v1/scalars", """{"numbers":[1,null]}""", "numbers[1]", "numbers[1] must be a whole number, but is null.")]
    [InlineData("/v1/scalars", """{"counts":[]}""", "counts", "counts must be an object, but is a list.")]
    [InlineData("/v1/scalars", """{"counts":{"a":"b"}}""", "counts.a", "counts.a must be a whole number, but is a string.")]
    [InlineData("/v1/scalars", """{"inner":{"inner":{"flag":{}}}}""", "inner.inner.flag", "inner.inner.flag must be true or false, but is an object.")]
    [InlineData("/v1/kinds", """{"roles":["user","boss"]}""", "roles[1]", "roles[1] must be one of \"user\", \"assistant\", but is \"boss\".")]
    [InlineData("/v1/kinds", """{"wrapped_int":"x"}""", "wrapped_int", "wrapped_int must be a whole number, but is a string.")]
    [InlineData("/v1/kinds", """{"mask":["a"]}""", "mask", "mask must be names of fields as in \"name,config.model\".")]
    [InlineData("/v1/kinds", """{"part_by_name":{"x":{"type":"sound"}}}""", "part_by_name.x.type", "part_by_name.x.type must be one of \"text\", \"image_url\", but is \"sound\".")]
    [InlineData("/v1/conversations", """{"messages":{}}""", "messages", "messages must be a list, but is an object.")]
    [InlineData("/v1/conversations", """{"messages":["hi"]}""", "messages[0]", "messages[0] must be an object, but is a string.")]
    [InlineData("/v1/conversations", """{"messages":[{},{"content":5}]}""", "messages[1].content", "messages[1].content must be a string or a list, but is 5.")]
    [InlineData("/v1/conversations", """{"messages":[{"content":[{"text":"a"}]}]}""", "messages[0].content[0].type", "messages[0].content[0].type is required; it must be one of \"text\", \"image_url\".")]
    [InlineData("/v1/conversations", """{"messages":[{"content":[{"type":7}]}]}""", "messages[0].content[0].type", "messages[0].content[0].type must be a string, but is a number.")]
    [InlineData("/v1/conversations", """{"messages":[{"content":[{"type":"image_url","labels":[1]}]}]}""", "messages[0].content[0].labels[0]", "messages[0].content[0].labels[0] must be a string, but is 1.")]
    [InlineData("/v1/conversations", """{"messages":[{"other":{"a":1e999}}]}""", "messages[0].other", "messages[0].other is a number beyond the range of a double.")]
    [InlineData("/v1/answers", """{"prompt":"a","stream":"yes"}""", "stream", "stream must be true or false, but is a string.")]
    [InlineData("/v1/answers", """[]""", null, "The body must be an object, but is a list.")]
    [InlineData("/v1/scalars", """null""", null, "The body must be an object, but is null.")]
    public Task Value_ThatDoesNotFit_IsNamedByItsPath(string path, string json, string? param, string message) => CheckAsync(path, json, "invalid_value", param, message);

    [Theory(Timeout = Limits.Test)]
    [InlineData("{\"text\":\"a", null, "The body is not valid JSON: line 1, byte 11.")]
    [InlineData("{\n \"text\": }", null, "The body is not valid JSON: line 2, byte 10.")]
    [InlineData("""{"text":"a"}{}""", null, "The body is not valid JSON: line 1, byte 13.")]
    [InlineData("""{"text":"\ud800"}""", "text", "text holds a lone surrogate, which is no text.")]
    [InlineData("""{"a":{"b":[}}""", null, "The body is not valid JSON: line 1, byte 12.")]
    public Task Body_ThatIsNoJson_IsNamedByItsPlace(string json, string? param, string message) => CheckAsync("/v1/scalars", json, "invalid_json", param, message);

    private static async Task CheckAsync(string path, string json, string code, string? param, string message)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.PostJsonAsync(path, json);

        var error = JsonElement.Parse(reply.Text).GetProperty("error");
        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal((code, param, message), (error.GetProperty("code").GetString(), error.GetProperty("param").GetString(), error.GetProperty("message").GetString()));
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Time_LoneSurrogate_IsRefusedAsNoText()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.PostJsonAsync("/v1/scalars", """{"time":"2026-01-31T12:00:00\ud800Z"}""");

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Contains("time holds a lone surrogate, which is no text.", reply.Text, StringComparison.Ordinal);
    }
}
