using System.Buffers;
using System.IO.Pipelines;

namespace Fastchat.Rpc.Framing;

public sealed class ResponseBufferTests
{
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0));

    [Fact]
    public async Task Commit_MoreThanABlockWritten_HandsAllOverInOrder()
    {
        var buffer = new ResponseBuffer(_pipe.Writer);
        var written = Enumerable.Range(0, 10_000).Select(i => (byte)i).ToArray();

        for (var at = 0; at < written.Length; at += 100)
        {
            buffer.Write(written.AsSpan(at, 100));
            if (at == 5_000) buffer.Commit();
        }

        buffer.Commit();
        await _pipe.Writer.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(written, (await _pipe.Reader.ReadAsync(TestContext.Current.CancellationToken)).Buffer.ToArray());
    }

    [Fact]
    public void Unflushed_WritesAndHeaders_CountsUntilTheCommit()
    {
        var buffer = new ResponseBuffer(_pipe.Writer);
        buffer.Started();
        var headers = buffer.Unflushed;
        buffer.Write("abc"u8);
        var all = buffer.Unflushed;
        buffer.Commit();

        Assert.Equal((1, 4, 0), (headers, all, buffer.Unflushed));
    }

    [Fact]
    public void GetMemory_BodyLendsNothingUnasked_AsksForABlock() =>
        Assert.False(new ResponseBuffer(new SparingWriter(_pipe.Writer)).GetMemory().IsEmpty);

    // As Kestrel before an HTTP/1.1 response has started.
    private sealed class SparingWriter(PipeWriter inner) : PipeWriter
    {
        public override void Advance(int bytes) => inner.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => sizeHint == 0 ? default : inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);
    }
}
