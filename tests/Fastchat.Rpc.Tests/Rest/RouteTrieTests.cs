namespace Fastchat.Rpc.Rest;

public sealed class RouteTrieTests
{
    private static readonly string[] Templates =
        ["/v1/items/{path=**}", "/v1/items/{id}", "/v1/items/special", "/v1/items/{id}/parts/{part}", "/v1/items/{id}:cancel", "/v1/items:search", "/v1/{any}/special/deep", "/"];

    public static TheoryData<string, string?> Paths => new()
    {
        { "/v1/items/special", "/v1/items/special" },
        { "/v1/items/other", "/v1/items/{id}" },
        { "/v1/items/a/parts/b", "/v1/items/{id}/parts/{part}" },
        { "/v1/items/a/parts/b/c", "/v1/items/{path=**}" },
        { "/v1/items/a/b", "/v1/items/{path=**}" },

        // The literal branch "items" leads nowhere deep enough but by **; that still goes before other branches.
        { "/v1/items/special/deep", "/v1/items/{path=**}" },
        { "/v1/other/special/deep", "/v1/{any}/special/deep" },
        { "/v1/items/7:cancel", "/v1/items/{id}:cancel" },
        { "/v1/items/a:b:cancel", "/v1/items/{id}:cancel" },
        { "/v1/items/7:other", "/v1/items/{id}" },
        { "/v1/items:search", "/v1/items:search" },
        { "/", "/" },
        { "/v1", null },
        { "/v1/items", "/v1/items/{path=**}" },
        { "/v1/items/", null },
        { "/v1//special/deep", null },
        { "/V1/items/7", null },
    };

    [Theory]
    [MemberData(nameof(Paths))]
    public void Match_Path_FindsTheNearestTemplate(string path, string? expected)
    {
        Assert.Equal(expected, Trie(Templates).Match(Segments(path)));
        Assert.Equal(expected, Trie(Templates.Reverse()).Match(Segments(path)));
    }

    [Theory]
    [InlineData("/v1/items/a%2Fb%2fc", "/v1/items/{id}")]
    [InlineData("/v1/items/sp%65cial", "/v1/items/special")]
    [InlineData("/v1/items/7%3Acancel", "/v1/items/{id}")]
    public void Match_Encoded_SeparatesNothingButIsItsLiteral(string path, string expected) => Assert.Equal(expected, Trie(Templates).Match(Segments(path)));

    [Fact]
    public void Match_Verb_IsCutFromTheSegment()
    {
        var segments = Segments("/v1/items/7:cancel");
        Trie(Templates).Match(segments);

        Assert.Equal(["v1", "items", "7"], segments);
    }

    private static string[] Segments(string path) => path.Length <= 1 ? [] : path[1..].Split('/');

    private static RouteTrie<string> Trie(IEnumerable<string> templates)
    {
        var trie = new RouteTrie<string>();
        foreach (var template in templates) trie.GetOrAdd(PathTemplate.Parse(template), () => template);
        return trie;
    }
}
