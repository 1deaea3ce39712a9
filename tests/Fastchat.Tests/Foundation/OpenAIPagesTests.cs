namespace Fastchat.Foundation;

public sealed class OpenAIPagesTests
{
    private static readonly TenantId Tenant = TenantId.New();
    private static readonly string Known = Ids.New(Ids.File, Tenant, TimeProvider.System);

    [Fact]
    public void Query_NothingStated_IsNewestFirst() => Assert.Equal(new PageQuery(20), Query(20, "", "", ""));

    [Fact]
    public void Query_AfterAscending_IsTakenOver() => Assert.Equal(new PageQuery(5, Known, null, Ascending: true), Query(5, Known, "", "asc"));

    [Fact]
    public void Query_BeforeDescending_IsTakenOver() => Assert.Equal(new PageQuery(5, null, Known), Query(5, "", Known, "desc"));

    [Theory]
    [InlineData(0, "", "", "", "limit")]
    [InlineData(101, "", "", "", "limit")]
    [InlineData(5, "", "", "up", "order")]
    [InlineData(5, "a", "b", "", "before")]
    [InlineData(5, "nonsense", "", "", "after")]
    [InlineData(5, "", "nonsense", "", "before")]
    public void Query_Wrong_NamesTheField(int limit, string after, string before, string order, string param) =>
        Assert.Equal(param, Assert.Throws<FastchatException>(() => Query(limit, after, before, order)).Param);

    [Fact]
    public void Query_IdOfAnotherTenant_IsRefused() =>
        Assert.Equal("after", Assert.Throws<FastchatException>(() => Query(5, Ids.New(Ids.File, TenantId.New(), TimeProvider.System), "", "")).Param);

    private static PageQuery Query(int limit, string after, string before, string order) => OpenAIPages.Query(Tenant, Ids.File, limit, 100, after, before, order);
}
