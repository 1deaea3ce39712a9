using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fastchat.Rpc.Rest;

public sealed class RequestPathTests
{
    [Theory]
    [InlineData("/v1/items/x%20y", "", "/v1/items/x y", "v1|items|x%20y")]
    [InlineData("/v1/items/a%2Fb?x=%20", "", "/v1/items/a%2Fb", "v1|items|a%2Fb")]
    [InlineData("http://host/v1/x%20y", "", "/v1/x y", "v1|x%20y")]
    [InlineData("http://host?x=%20", "", "/", "")]
    [InlineData("/v1/items/", "", "/v1/items/", "v1|items|")]
    public void Segments_Target_AreItsSegmentsAsSent(string target, string pathBase, string path, string expected) =>
        Assert.Equal(expected, Segments(target, pathBase, path));

    [Fact]
    public void Segments_SchemeInsideThePath_IsPartOfThePath() =>
        Assert.Equal("public|x:||host|v1|tenants|a%20b", Segments("/public/x://host/v1/tenants/a%20b", "", "/public/x://host/v1/tenants/a b"));

    [Theory]
    [InlineData("/api/v1/a%2Fb", "/api", "/v1/a%2Fb", "v1|a%2Fb")]
    [InlineData("/v1/a%2Fb", "/api/inner", "/v1/a%2Fb", "v1|a%2Fb")]
    [InlineData("/%20", "/api/inner", "/ ", "%20")]
    public void Segments_PathBase_IsNoneOfThemWhetherSentOrToldByAProxy(string target, string pathBase, string path, string expected) =>
        Assert.Equal(expected, Segments(target, pathBase, path));

    [Theory]
    [InlineData("/v1/tenants/../items/a%20b", "/v1/items/a b", "v1|items|a b")]
    [InlineData("/v1/tenants/%2e%2e/items/a", "/v1/items/a", "v1|items|a")]
    [InlineData("/old%20path", "/v1/100%41", "v1|100%2541")]
    public void Segments_PathThatIsAnotherThanTheTarget_AreThePaths(string target, string path, string expected) =>
        Assert.Equal(expected, Segments(target, "", path));

    private static string Segments(string target, string pathBase, string path)
    {
        var http = new DefaultHttpContext();
        http.Request.PathBase = new PathString(pathBase);
        http.Request.Path = new PathString(path);
        http.Features.Get<IHttpRequestFeature>()!.RawTarget = target;
        return string.Join('|', RequestPath.Segments(http));
    }
}
