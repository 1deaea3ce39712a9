using Fastchat.Rpc.WireTest;
using Grpc.Core;

namespace Fastchat.Rpc.Services;

/// <summary>The four kinds of call; a test replaces what matters to it.</summary>
internal sealed class TextHandler : WireTest.TextService.TextServiceBase
{
    /// <summary>Splits by sending the request back and then failing: NOT_FOUND, "no".</summary>
    public static TextHandler FailsBehindAMessage => new()
    {
        OnSplit = async (request, responses, _) =>
        {
            await responses.WriteAsync(request);
            throw new RpcException(new Status(StatusCode.NotFound, "no"));
        },
    };

    public Func<Text, ServerCallContext, Task<Text>> OnSay { get; init; } = (request, _) => Task.FromResult(request);

    public Func<Text, IServerStreamWriter<Text>, ServerCallContext, Task> OnSplit { get; init; } = async (request, responses, _) =>
    {
        foreach (var part in request.Text_.Split(' ')) await responses.WriteAsync(new Text { Text_ = part });
    };

    public Func<IAsyncStreamReader<Text>, IServerStreamWriter<Text>, ServerCallContext, Task> OnEcho { get; init; } = async (requests, responses, context) =>
    {
        await foreach (var request in requests.ReadAllAsync(context.CancellationToken)) await responses.WriteAsync(request);
    };

    public override Task<Text> Say(Text request, ServerCallContext context) => OnSay(request, context);

    public override Task Split(Text request, IServerStreamWriter<Text> responseStream, ServerCallContext context) => OnSplit(request, responseStream, context);

    public override Task<Text> Read(Text request, ServerCallContext context) => OnSay(request, context);

    public override async Task<Text> Join(IAsyncStreamReader<Text> requestStream, ServerCallContext context)
    {
        var texts = new List<string>();
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken)) texts.Add(request.Text_);
        return new Text { Text_ = string.Join(' ', texts) };
    }

    public override Task Echo(IAsyncStreamReader<Text> requestStream, IServerStreamWriter<Text> responseStream, ServerCallContext context) => OnEcho(requestStream, responseStream, context);
}
