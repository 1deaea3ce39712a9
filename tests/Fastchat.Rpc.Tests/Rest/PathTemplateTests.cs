namespace Fastchat.Rpc.Rest;

public sealed class PathTemplateTests
{
    [Theory]
    [InlineData("/v1/items", "v1|items", null)]
    [InlineData("/v1/items/{id}", "v1|items|*", null)]
    [InlineData("/v1/{name=items/*}/parts/{part}", "v1|items|*|parts|*", null)]
    [InlineData("/v1/{path=**}", "v1|**", null)]
    [InlineData("/v1/*/x", "v1|*|x", null)]
    [InlineData("/v1/items/{id}:cancel", "v1|items|*", "cancel")]
    [InlineData("/v1/items:search", "v1|items", "search")]
    [InlineData("/", "", null)]
    public void Parse_WellFormed_GivesSegmentsAndVerb(string text, string segments, string? verb)
    {
        var template = PathTemplate.Parse(text);

        Assert.Equal((segments, verb), (string.Join('|', template.Segments), template.Verb));
    }

    [Theory]
    [InlineData("")]
    [InlineData("v1/items")]
    [InlineData("/v1//items")]
    [InlineData("/v1/{id")]
    [InlineData("/v1/{path=**}/x")]
    [InlineData("/v1/items/")]
    [InlineData("/v1/{id}x")]
    [InlineData("/v1/x{id}")]
    [InlineData("/v1/{id}{part}")]
    [InlineData("/v1/{id={part}}")]
    [InlineData("/v1/{path=}")]
    [InlineData("/v1/a*")]
    [InlineData("/v1/{id}/x/{id}")]
    [InlineData("/v1/items:")]
    public void Parse_Malformed_IsRefused(string text) => Assert.Throws<FormatException>(() => PathTemplate.Parse(text));

    [Theory]
    [InlineData("/v1/{name=items/*}/parts/{part}", "v1/items/7/parts/8", "name=items/7 part=8")]
    [InlineData("/v1/{path=**}", "v1/a/b/c", "path=a/b/c")]
    [InlineData("/v1/{a.b}", "v1/x", "a.b=x")]
    [InlineData("/v1/{path=**}", "v1", "path=")]
    [InlineData("/v1/{id}", "v1/a%2Fb%252F%C3%B6%ff", "id=a/b%2Fö%ff")]
    [InlineData("/v1/{name=items/*}", "v1/items/a%2Fb%2f%20", "name=items/a%2Fb%2f ")]
    [InlineData("/v1/{path=**}", "v1/a%20b/c%2Fd", "path=a b/c%2Fd")]
    public void Capture_Variables_TakeTheirSegments(string text, string path, string expected)
    {
        var template = PathTemplate.Parse(text);

        Assert.Equal(expected, string.Join(' ', template.Variables.Select(v => $"{v.Field}={template.Capture(v, path.Split('/'))}")));
    }
}
