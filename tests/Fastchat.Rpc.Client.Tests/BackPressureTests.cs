using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fastchat.Rpc.Client.Tests;

public sealed class BackPressureTests
{
    private const int Messages = 600;

    /// <summary>Longer than any single write takes that is not held up: a write that takes longer is.</summary>
    private static readonly TimeSpan Stall = TimeSpan.FromMilliseconds(300);

    private static readonly string Chunk = new('x', 100_000);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limits.Test)]
    public async Task ServerStream_NobodyReads_HoldsTheServerUpAndLosesNothing()
    {
        var heldUp = new TaskCompletionSource();
        await using var server = await RawServer.StartAsync(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            await http.Response.BeginGrpcAsync();
            for (var i = 0; i < Messages; i++)
            {
                var write = http.Response.SendAsync(body.ToArray());
                if (await Task.WhenAny(write, Task.Delay(Stall)) != write) heldUp.TrySetResult();
                await write;
            }

            http.Response.AppendTrailer("grpc-status", "0");
        });

        using var call = server.Client.ServerStream(Chunk);
        await heldUp.Task;

        var seen = 0;
        await foreach (var message in call.ResponseStream.ReadAllAsync(Token)) seen += message.Value.Length == Chunk.Length ? 1 : 0;
        Assert.Equal(Messages, seen);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ClientStream_NobodyReads_HoldsTheWriterUpAndLosesNothing()
    {
        var read = new TaskCompletionSource();
        await using var server = await RawServer.StartAsync(async http =>
        {
            http.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
            await read.Task;
            var bytes = 0L;
            var buffer = new byte[65536];
            while (await http.Request.Body.ReadAsync(buffer) is > 0 and var n) bytes += n;
            await http.Response.AnswerAsync([$"{bytes}"]);
        });

        using var call = server.Client.ClientStream();
        var written = 0;
        for (; written < Messages; written++)
        {
            var write = call.RequestStream.WriteAsync(TextClient.Of(Chunk), Token);
            if (await Task.WhenAny(write, Task.Delay(Stall, Token)) != write) read.TrySetResult();
            await write;
        }

        Assert.True(read.Task.IsCompleted);
        await call.RequestStream.CompleteAsync();
        Assert.Equal($"{(Chunk.Length + 9L) * written}", (await call).Value);
    }
}
