using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Fastchat.Storage;
using Fastchat.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Fastchat.Governance.Audit;

/// <summary>Whatever is done to the rows of a chain, behind the server's back, is found.</summary>
public sealed class AuditVerifierTests : IAsyncLifetime
{
    private static readonly int Runs = Environment.GetEnvironmentVariable("FASTCHAT_EXPERIMENTS") == "1" ? 1000 : 60;

    private readonly CheckpointSigner _signer = CheckpointSigner.Create();
    private Database _database = null!;
    private AuditStore _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.OpenAsync(Ct);
        _store = new AuditStore(_database);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _signer.Dispose();
    }

    [Fact]
    public async Task Verify_AnEmptyChain_IsWhole() => Assert.Equal((0L, null), Of(await VerifyAsync(AuditChain.Of(TenantId.New()))));

    [Fact]
    public async Task Verify_AnyFieldOfAnyRecordEdited_IsFoundThere() => await ForAllAsync(
        from length in Gen.Choose(1, 20)
        from at in Gen.Choose(1, length)
        from column in Gen.Elements(Tampering.Columns.ToArray())
        select (length, at, column),
        async c =>
        {
            var (chain, tampering) = await WriteAsync(c.length);
            await tampering.EditAsync(c.at, c.column);
            Assert.Equal((AuditFaultKind.Edited, c.at), await FaultAsync(chain));
        });

    [Fact]
    public async Task Verify_RecordsDeleted_IsFoundThere() => await ForAllAsync(
        from length in Gen.Choose(2, 20)
        from at in Gen.Choose(1, length - 1)
        from to in Gen.Choose(at, length - 1)
        from renumbered in Gen.Elements(true, false)
        select (length, at, to, renumbered),
        async c =>
        {
            var (chain, tampering) = await WriteAsync(c.length);
            await tampering.DeleteAsync(c.at, c.to);
            if (c.renumbered) await tampering.ShiftAsync(c.to + 1, -(c.to - c.at + 1));
            Assert.Equal((AuditFaultKind.Deleted, c.at), await FaultAsync(chain));
        });

    [Fact]
    public async Task Verify_RecordInserted_IsFoundThere() => await ForAllAsync(
        from length in Gen.Choose(2, 20)
        from at in Gen.Choose(1, length)
        from kind in Gen.Choose(0, 2)
        from of in Gen.Choose(1, length)
        select (length, at, kind, of),
        async c =>
        {
            var (chain, tampering) = await WriteAsync(c.length);
            var records = await _store.ReadAsync(chain, 0, 100, Ct);
            await tampering.ShiftAsync(c.at, 1);
            var previous = c.at == 1 ? AuditDigest.Zero : records[c.at - 2].Hash;
            var forged = AuditEntries.Of(chain, 77) with { Sequence = c.at, PreviousHash = previous, Hash = new byte[32] };
            await tampering.InsertAsync(c.kind switch
            {
                0 => forged, // without a hash that fits
                1 => forged with { Hash = new AuditDigest().Of(forged) }, // with one
                _ => records[c.of - 1] with { Sequence = c.at }, // a copy
            });
            if (c.kind == 2 && c.of == c.at) return; // the same record in its own place, and again behind it
            Assert.Equal((AuditFaultKind.Inserted, c.at), await FaultAsync(chain));
        });

    [Fact]
    public async Task Verify_RecordsSwapped_IsFoundThere() => await ForAllAsync(
        from length in Gen.Choose(2, 20)
        from one in Gen.Choose(1, length - 1)
        from other in Gen.Choose(one + 1, length)
        select (length, one, other),
        async c =>
        {
            var (chain, tampering) = await WriteAsync(c.length);
            await tampering.SwapAsync(c.one, c.other);
            Assert.Equal((AuditFaultKind.Reordered, c.one), await FaultAsync(chain));
        });

    [Fact]
    public async Task Verify_TailCut_IsFoundThere() => await ForAllAsync(
        from length in Gen.Choose(1, 20)
        from at in Gen.Choose(1, length)
        select (length, at),
        async c =>
        {
            var (chain, tampering) = await WriteAsync(c.length);
            await tampering.DeleteAsync(c.at, c.length);
            Assert.Equal((AuditFaultKind.CutTail, c.at), await FaultAsync(chain));
        });

    [Fact]
    public async Task Verify_TailCutWithItsHeadAndCheckpoints_IsFoundByACheckpointThatWasKept() => await ForAllAsync(
        from length in Gen.Choose(2, 20)
        from at in Gen.Choose(2, length)
        select (length, at),
        async c =>
        {
            var (chain, tampering) = await WriteAsync(c.length);
            var kept = await _store.SignAsync(chain, AuditEntries.Now, _signer, Ct);
            var records = await _store.ReadAsync(chain, 0, 100, Ct);
            await tampering.DeleteAsync(c.at, c.length);
            await tampering.SetHeadAsync(c.at - 1, records[c.at - 2].Hash);
            Assert.Equal((AuditFaultKind.CutTail, c.at), await FaultAsync(chain));
            await tampering.RunAsync("DELETE FROM audit_checkpoints WHERE tenant_id = @tenant");
            Assert.Null((await VerifyAsync(chain)).Fault); // nobody can tell from the database alone
            Assert.Equal((AuditFaultKind.CutTail, c.at), await FaultAsync(chain, kept!));
        });

    [Fact]
    public async Task Verify_ChainComputedAnew_IsFoundByItsCheckpoint() => await ForAllAsync(
        from length in Gen.Choose(2, 12)
        from at in Gen.Choose(1, length)
        select (length, at),
        async c =>
        {
            var (chain, tampering) = await WriteAsync(c.length);
            await _store.SignAsync(chain, AuditEntries.Now, _signer, Ct);
            await tampering.RebuildAsync(_store, c.at, record => record with { Outcome = "ok", Actor = "somebody" });
            Assert.Equal((AuditFaultKind.Edited, c.length), await FaultAsync(chain));
        });

    [Fact]
    public async Task Verify_RecordChangedWithANewHash_IsFound()
    {
        var (chain, tampering) = await WriteAsync(9);
        var record = (await _store.ReadAsync(chain, 3, 1, Ct))[0] with { Actor = "somebody" };
        await tampering.DeleteAsync(4, 4);
        await tampering.InsertAsync(record with { Hash = new AuditDigest().Of(record) });

        Assert.Equal((AuditFaultKind.Edited, 4), await FaultAsync(chain));
    }

    [Fact]
    public async Task Verify_LastRecordChangedWithANewHash_IsFoundByTheHead()
    {
        var (chain, tampering) = await WriteAsync(9);
        var record = (await _store.ReadAsync(chain, 8, 1, Ct))[0] with { Actor = "somebody" };
        await tampering.DeleteAsync(9, 9);
        await tampering.InsertAsync(record with { Hash = new AuditDigest().Of(record) });

        Assert.Equal((AuditFaultKind.Edited, 9), await FaultAsync(chain));
    }

    [Fact]
    public async Task Verify_RecordBeyondTheHead_IsFound()
    {
        var (chain, tampering) = await WriteAsync(5);
        var last = (await _store.ReadAsync(chain, 4, 1, Ct))[0];
        var forged = AuditEntries.Of(chain, 6) with { Sequence = 6, PreviousHash = last.Hash };
        await tampering.InsertAsync(forged with { Hash = new AuditDigest().Of(forged) });

        Assert.Equal((AuditFaultKind.Inserted, 6), await FaultAsync(chain));
    }

    [Fact]
    public async Task Verify_HeadDeleted_IsFound()
    {
        var (chain, tampering) = await WriteAsync(5);
        await tampering.RunAsync("DELETE FROM audit_heads WHERE tenant_id = @tenant");

        Assert.Equal((AuditFaultKind.Deleted, 1), await FaultAsync(chain));
    }

    [Fact]
    public async Task Verify_EverythingDeleted_IsFoundByACheckpointThatWasKept()
    {
        var (chain, tampering) = await WriteAsync(5);
        var kept = await _store.SignAsync(chain, AuditEntries.Now, _signer, Ct);
        foreach (var table in (string[])["audit_records", "audit_heads", "audit_checkpoints"]) await tampering.RunAsync($"DELETE FROM {table} WHERE tenant_id = @tenant");

        Assert.Equal((AuditFaultKind.CutTail, 1), await FaultAsync(chain, kept!));
    }

    [Fact]
    public async Task Verify_CheckpointForged_IsABadSignature()
    {
        var (chain, tampering) = await WriteAsync(5);
        await _store.SignAsync(chain, AuditEntries.Now, _signer, Ct);
        await tampering.RunAsync("UPDATE audit_checkpoints SET hash = @hash WHERE tenant_id = @tenant");

        Assert.Equal((AuditFaultKind.BadSignature, 5), await FaultAsync(chain));
    }

    [Fact]
    public async Task Verify_CheckpointOfAKeyThatNobodyTrusts_ProvesNothingAndIsTold()
    {
        using var other = CheckpointSigner.Create();
        var (chain, _) = await WriteAsync(5);
        await _store.SignAsync(chain, AuditEntries.Now, other, Ct);

        var report = await VerifyAsync(chain);

        Assert.Equal((0, null), (report.Checkpoints, report.Fault));
        Assert.Equal([other.PublicKey.Id], report.UnknownKeys);
    }

    [Fact]
    public async Task VerifyRange_InPieces_FindsTheFaultInItsPiece()
    {
        var (chain, tampering) = await WriteAsync(20);
        var verifier = new AuditVerifier(_store);
        async Task<(long, AuditFaultKind?, long?)> Piece(long from)
        {
            var report = await verifier.VerifyAsync(chain, from, 5, [_signer.PublicKey], Ct);
            return (report.Verified, report.Fault?.Kind, report.Fault?.Sequence);
        }

        foreach (var from in (int[])[1, 6, 11, 16]) Assert.Equal((from + 4, null, null), await Piece(from));
        await tampering.EditAsync(13, "actor");
        Assert.Equal((10, null, null), await Piece(6));
        Assert.Equal((12, AuditFaultKind.Edited, 13), await Piece(11));
        await tampering.DeleteAsync(15, 20);
        Assert.Equal((15, AuditFaultKind.Deleted, 15), await Piece(16));
    }

    [Fact]
    public async Task Verify_LongChainInStretches_FindsTheFirstFaultWhereverItIs()
    {
        const int length = 45_000;
        var chain = AuditChain.Of(TenantId.New());
        var tampering = new Tampering(_database, chain);
        foreach (var group in Enumerable.Range(1, length).Chunk(5000))
            await _store.AppendAsync(chain, [.. group.Select(i => AuditEntries.Of(chain, i))], [], AuditEntries.Now, _signer, 1000);
        Assert.Equal((length, null), Of(await VerifyAsync(chain)));

        await tampering.DeleteAsync(44_000, length);
        Assert.Equal((AuditFaultKind.CutTail, 44_000), await FaultAsync(chain));
        foreach (var at in (int[])[40_000, 22_501, 22_500, 22_499, 1])
        {
            await tampering.EditAsync(at, "actor");
            Assert.Equal((AuditFaultKind.Edited, at), await FaultAsync(chain));
        }

        await tampering.DeleteAsync(1, 30_000);
        Assert.Equal((AuditFaultKind.Deleted, 1), await FaultAsync(chain));
    }

    [Fact]
    public async Task Verify_WhileRecordsCome_IsWhole()
    {
        var (chain, _) = await WriteAsync(50);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var writing = Task.Run(async () =>
        {
            for (var i = 51; !stop.IsCancellationRequested; i++) await _store.AppendAsync(chain, [AuditEntries.Of(chain, i)], [], AuditEntries.Now, _signer, 10);
        }, Ct);

        for (var i = 0; i < 30; i++) Assert.Null((await VerifyAsync(chain)).Fault);

        await stop.CancelAsync();
        await writing;
    }

    private async Task<(AuditChain Chain, Tampering Tampering)> WriteAsync(int length)
    {
        var chain = await _store.WriteAsync(length, _signer);
        return (chain, new Tampering(_database, chain));
    }

    private Task<ChainReport> VerifyAsync(AuditChain chain, params SignedCheckpoint[] kept) =>
        new AuditVerifier(_store).VerifyAsync(chain, [_signer.PublicKey], kept, null, Ct);

    private async Task<(AuditFaultKind Kind, long Sequence)?> FaultAsync(AuditChain chain, params SignedCheckpoint[] kept) =>
        (await VerifyAsync(chain, kept)).Fault is { } fault ? (fault.Kind, fault.Sequence) : null;

    private static (long, ChainFault?) Of(ChainReport report) => (report.Verified, report.Fault);

    // By hand and not by FsCheck's own runner, which waits for a database with a thread.
    private static async Task ForAllAsync<T>(Gen<T> cases, Func<T, Task> check)
    {
        foreach (var one in cases.Sample(20, Runs))
        {
            try
            {
                await check(one);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{one}: {e.Message}", e);
            }
        }
    }
}
