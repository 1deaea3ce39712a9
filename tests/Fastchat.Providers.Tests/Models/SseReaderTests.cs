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
    [InlineData("data: one\r\rdata: two\r\r", "one|two")]
    [InlineData("data: one\rdata: two\n\r\n", "one\ntwo")]
    [InlineData("data: one\r\n\rdata: two\n\n", "one|two")]
    [InlineData("\uFEFFdata: one\n\n", "one")]
    [InlineData("\uFEFF\ndata: one\n\n\uFEFFdata: two\n\n", "one")]
    [InlineData("data\n\n", "")]
    [InlineData("data: a\ndata\ndata: b\n\n", "a\n\nb")]
    [InlineData("data: one\n\r\n: \n\ndata: two\ndata: three\n\n", "one|two\nthree")]
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

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public async Task Read_LongEvents_GrowTheBufferAndAreWhole(int most)
    {
        var random = new Random(17);
        var texts = Enumerable.Range(0, 40).Select(i => new string((char)('a' + (i % 26)), random.Next(20_000))).ToArray();
        var bytes = Encoding.UTF8.GetBytes(string.Concat(texts.Select(t => $"data: {t}\n\n")));
        var pieces = new List<byte[]>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(most == 1 ? 1 : random.Next(1, most), bytes.Length - at);
            pieces.Add(bytes[at..(at + length)]);
            at += length;
        }

        Assert.Equal(string.Join('|', texts), await ReadAsync([.. pieces]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public async Task Read_EventAtTheLimit_IsReadAndOneBeyondIsNot(int beyond)
    {
        const int limit = 8 * 1024 * 1024;
        var whole = Encoding.UTF8.GetBytes($"data: {new string('x', limit)}\n\n");
        var longer = Encoding.UTF8.GetBytes($"data: {new string('x', limit + beyond)}\n\n");

        Assert.Equal(limit, (await ReadAsync(whole))!.Length);
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(longer));
    }

    // The bytes arrive in these pieces, one read each.
    private static async Task<string?> ReadAsync(params byte[][] pieces)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
        var writing = WriteAsync();
        var events = new List<string>();
        using var reader = new SseReader(pipe.Reader.AsStream());
        while (await reader.ReadAsync(Ct)) events.Add(Encoding.UTF8.GetString(reader.Data));
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
