using System.IO.Pipelines;
using System.Text;

namespace Fastchat.Providers.Models;

public sealed class SseReaderTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("data: one\n\ndata: two\n\n", "one|two")]
    [InlineData("data: one\r\n\r\ndata: two\r\n\r\n", "one|two")]
    [InlineData("data:one\n\n", "one")]
    [InlineData("data:  one\n\n", " one")]
    [InlineData(": a comment\ndata: one\n: another\n\n:\n\n", "one")]
    [InlineData("data: one\ndata: two\n\n", "one\ntwo")]
    [InlineData("data:\ndata:\n\n", "\n")]
    [InlineData("data:\n\n", "")]
    [InlineData("event: x\nid: 5\nretry: 3\ndata: one\n\n", "one")]
    [InlineData("event: x\n\ndata: one\n\n", "one")]
    [InlineData("\n\n\ndata: one\n\n\n\n", "one")]
    [InlineData("data: one\n\ndata: cut off", "one")]
    [InlineData("data: one\n\ndata: no blank line\n", "one")]
    [InlineData("database: x\ndata: ünï 😀\n\n", "ünï 😀")]
    [InlineData("data: carriage\rinside\n\n", "carriage\rinside")]
    [InlineData("", null)]
    public async Task Read_StreamCutAnywhere_IsTheSameEvents(string stream, string? events)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        Assert.Equal(events, await ReadAsync(bytes));
        for (var at = 1; at < bytes.Length; at++) Assert.Equal(events, await ReadAsync(bytes[..at], bytes[at..]));
        Assert.Equal(events, await ReadAsync([.. bytes.Select(b => new[] { b })]));
    }

    [Fact]
    public async Task Read_EventWithoutEnd_IsRefused()
    {
        var line = Encoding.UTF8.GetBytes("data: " + new string('x', 1024 * 1024) + "\n");

        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync([.. Enumerable.Repeat(line, 9)]));
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync([.. Enumerable.Repeat(line[..^1], 9)]));
    }

    // The bytes arrive in these pieces, one read each.
    private static async Task<string?> ReadAsync(params byte[][] pieces)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
        var writing = WriteAsync();
        var events = new List<string>();
        await foreach (var data in SseReader.ReadAsync(pipe.Reader.AsStream(), Ct)) events.Add(Encoding.UTF8.GetString(data.Span));
        await writing;
        return events.Count == 0 ? null : string.Join('|', events);

        async Task WriteAsync()
        {
            foreach (var piece in pieces)
            {
                await pipe.Writer.WriteAsync(piece, Ct);
                await Task.Yield();
            }

            await pipe.Writer.CompleteAsync();
        }
    }
}
