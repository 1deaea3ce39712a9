using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;

namespace Fastchat.Governance.Idempotency;

public sealed class IdempotencyStoreTests : IAsyncLifetime
{
    private static readonly IdempotentRequest Request = new("id", "hash");

    private TestRooms _rooms = null!;
    private IdempotencyStore _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _store = new IdempotencyStore(_rooms.Database, _rooms.DataKeys, _rooms.Clock);
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Claim_OfOneRequestByMany_IsOnes()
    {
        var claims = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => ClaimAsync()));

        Assert.Single(claims, c => c.IsMine);
        Assert.Equal(31, claims.Count(c => c.IsUnderWay));
    }

    [Fact]
    public async Task Claim_OfWhatWasAnswered_GivesTheAnswerForADay()
    {
        await ClaimAsync();
        await _store.AnswerAsync(_rooms.Tenant, Request, [1, 2, 3]);
        _rooms.Clock.Advance(TimeSpan.FromHours(23));

        Assert.Equal([1, 2, 3], (await ClaimAsync()).Answer);
        Assert.True((await _store.ClaimAsync(_rooms.OtherTenant, Request, Ct)).IsMine);
        _rooms.Clock.Advance(TimeSpan.FromHours(2));
        Assert.True((await ClaimAsync()).IsMine);
    }

    [Fact]
    public async Task Claim_WhoseHolderDied_IsTakenOverAfterItsLease()
    {
        await ClaimAsync();
        _rooms.Clock.Advance(IdempotencyStore.Lease / 2);
        await _store.RenewAsync(_rooms.Tenant, Request, Ct);
        _rooms.Clock.Advance(IdempotencyStore.Lease / 1.5);

        Assert.True((await ClaimAsync()).IsUnderWay);
        _rooms.Clock.Advance(IdempotencyStore.Lease);
        Assert.True((await ClaimAsync()).IsMine);
    }

    [Fact]
    public async Task Claim_OfWhatWasLetGo_IsMadeAnew()
    {
        await ClaimAsync();
        await _store.ForgetAsync(_rooms.Tenant, Request);

        Assert.True((await _store.ClaimAsync(_rooms.Tenant, Request with { Hash = "other" }, Ct)).IsMine);
    }

    [Fact]
    public async Task Claim_OfASecret_SaysThatItIsOne()
    {
        await ClaimAsync();
        await _store.AnswerAsync(_rooms.Tenant, Request, null);
        await _store.ForgetAsync(_rooms.Tenant, Request);

        Assert.True((await ClaimAsync()).IsSecret);
    }

    [Fact]
    public async Task Claim_OfAnotherRequestOfTheName_IsRefused()
    {
        await ClaimAsync();

        var refused = await Assert.ThrowsAsync<FastchatException>(() => _store.ClaimAsync(_rooms.Tenant, Request with { Hash = "other" }, Ct));

        Assert.Equal((ErrorReason.RequestIdReused, "Idempotency-Key"), (refused.Reason, refused.Param));
    }

    private Task<IdempotencyClaim> ClaimAsync() => _store.ClaimAsync(_rooms.Tenant, Request, Ct);
}
