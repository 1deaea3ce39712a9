using System.Globalization;
using Fastchat.Foundation;
using Fastchat.Testing;

namespace Fastchat.ModelGateway.Caching;

public sealed class BoundedMemoryTests
{
    private static readonly TenantId Tenant = TenantId.New();

    private readonly FakeClock _clock = new();

    [Fact]
    public void Set_BeyondTheCapacity_ForgetsWhatWasUsedLongestAgo()
    {
        var memory = new BoundedMemory<string>(80, _clock);
        for (var i = 0; i < 8; i++) Set(memory, i);
        Assert.True(memory.TryGet(Key(0), out _));

        Set(memory, 8);

        Assert.True(memory.TryGet(Key(0), out var value));
        Assert.Equal("0", value);
        Assert.False(memory.TryGet(Key(1), out _));
        Assert.Equal(80, memory.Bytes);
    }

    [Fact]
    public void Set_SameKey_ReplacesAndCountsOnce()
    {
        var memory = new BoundedMemory<string>(80, _clock);
        Set(memory, 1);
        memory.Set(Key(1), Tenant, "new", 4);

        Assert.True(memory.TryGet(Key(1), out var value));
        Assert.Equal(("new", 4L, 1L), (value, memory.Bytes, memory.Count(Tenant)));
    }

    [Fact]
    public void Set_LargerThanAnEighth_IsNotRemembered()
    {
        var memory = new BoundedMemory<string>(80, _clock);
        memory.Set(Key(1), Tenant, "large", 11);

        Assert.False(memory.TryGet(Key(1), out _));
        Assert.Equal(0, memory.Bytes);
    }

    [Fact]
    public void TryGet_AtItsEnd_IsGone()
    {
        var memory = new BoundedMemory<string>(80, _clock);
        memory.Set(Key(1), Tenant, "short", 10, _clock.GetUtcNow() + TimeSpan.FromSeconds(10));
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.True(memory.TryGet(Key(1), out _));

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.False(memory.TryGet(Key(1), out _));
        Assert.Equal(0, memory.Bytes);
    }

    [Fact]
    public void Forget_Tenant_LeavesOthers()
    {
        var memory = new BoundedMemory<string>(80, _clock);
        var other = TenantId.New();
        memory.Set(Key(1), Tenant, "a", 1);
        memory.Set(Key(2), other, "b", 1);

        memory.Forget(Tenant);

        Assert.Equal((0L, 1L, 1L), (memory.Count(Tenant), memory.Count(other), memory.Bytes));
    }

    [Fact]
    public async Task AllCalls_ByManyThreads_StayWithinTheCapacity()
    {
        var memory = new BoundedMemory<string>(400, _clock);

        await Parallel.ForAsync(0, 2000, TestContext.Current.CancellationToken, (i, _) =>
        {
            Set(memory, i % 100);
            memory.TryGet(Key(i % 37), out string? _);
            if (i % 500 == 0) memory.Forget(TenantId.New());
            return default;
        });

        Assert.InRange(memory.Bytes, 1, 400);
        Assert.Equal(memory.Bytes, 10 * memory.Count(Tenant));
    }

    [Fact]
    public void Key_PiecesCutElsewhere_AreOtherKeys()
    {
        Assert.NotEqual(CacheKey.Of(CacheKey.Piece("ab"), CacheKey.Piece("c")), CacheKey.Of(CacheKey.Piece("a"), CacheKey.Piece("bc")));
        Assert.NotEqual(CacheKey.Of(CacheKey.Piece("a")), CacheKey.Of(CacheKey.Piece("a"), CacheKey.Piece("")));
        Assert.Equal(CacheKey.Of(CacheKey.Piece("ab")), CacheKey.Of(CacheKey.Piece("ab")));
    }

    private static CacheKey Key(int number) => CacheKey.Of(CacheKey.Piece(number));

    private static void Set(BoundedMemory<string> memory, int number) => memory.Set(Key(number), Tenant, number.ToString(CultureInfo.InvariantCulture), 10);
}
