using Fastchat.Governance.Audit;
using Fastchat.Testing;

namespace Fastchat.Governance.Privacy.Erasure;

public sealed class KeptStoreTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RecordsOfUser_NeighbourHasSuchRecordsToo_CountsTheTenants()
    {
        await using var rooms = await TestRooms.OpenAsync();
        using var signer = CheckpointSigner.Create();
        var audit = new AuditStore(rooms.Database);
        foreach (var tenant in new[] { rooms.Tenant, rooms.OtherTenant })
        {
            var chain = AuditChain.Of(tenant);
            await audit.AppendAsync(chain, [AuditEntries.Of(chain, 1) with { Actor = "user:ann" }], [], AuditEntries.Now, signer, every: 100);
        }

        Assert.Equal(1, await new KeptStore(rooms.Database).RecordsOfUserAsync(rooms.Tenant, "ann", Ct));
    }
}
