using System.Collections.Frozen;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;

namespace Fastchat.Governance.Limits;

public sealed class TenantLimitsTests
{
    private static readonly Caller Somebody =
        new(new TenantId("0123456789"), "key_1", Role.User, FrozenSet<string>.Empty) { WorkspaceId = "ws_1" };

    [Fact]
    public void For_SubjectsWithLimits_NamesEachOnceTheTenantFirst() => Assert.Equal(
        ["", "workspace:ws_1", "key:key_1", "user:ann", "model:m"],
        Subjects(Limits("model:m", "key:key_1", "key:key_2", "user:ann", "user:*", "workspace:ws_1"), "ann", "m"));

    [Fact]
    public void For_UserWithItsOwnAndModelWithout_CountsEachUnderItsOwnName() =>
        Assert.Equal(["", "user:bob", "model:other"], Subjects(Limits("user:bob", "user:*", "model:*"), "bob", "other"));

    [Fact]
    public void For_EachUser_CountsEachUserAlone() => Assert.Equal(["", "user:eve"], Subjects(Limits("user:*"), "eve", null));

    [Fact]
    public void For_NobodyNamed_TakesNoLimitOfUsers() => Assert.Equal([""], Subjects(Limits("user:*", "model:*"), null, null));

    [Fact]
    public void IsEmpty_NothingSet_IsTrue()
    {
        Assert.True(new TenantLimits(new LimitSettings(), []).IsEmpty);
        Assert.False(Limits().IsEmpty);
        Assert.Empty(new TenantLimits(new LimitSettings(), []).For(Somebody, "ann", "m"));
    }

    private static TenantLimits Limits(params string[] below) =>
        new(new LimitSettings { TokensPerMinute = 1 }, below.Select(b => KeyValuePair.Create(b, new LimitSettings { RequestsPerDay = 1 })));

    private static string[] Subjects(TenantLimits limits, string? user, string? model) => [.. limits.For(Somebody, user, model).Select(l => l.Subject)];
}
