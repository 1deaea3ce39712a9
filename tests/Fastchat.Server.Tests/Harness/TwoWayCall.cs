using Fastchat.Contracts.Chat.V1;
using Grpc.Core;

namespace Fastchat.Server;

/// <summary>A stream of native chat, as a test speaks on it.</summary>
internal sealed class TwoWayCall(CallInvoker invoker) : IDisposable
{
    private readonly AsyncDuplexStreamingCall<ConverseRequest, ConverseResponse> _call = new ChatService.ChatServiceClient(invoker).Converse(cancellationToken: Token);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A turn of the scripted model, which says its question or what a script says.</summary>
    public static ChatRequest Turn(string text, bool goesOn = false, string model = "scripted")
    {
        var request = new ChatRequest { Model = model, Messages = { new Message { Role = Role.User, Text = text } } };
        if (goesOn) request.OnDisconnect = OnDisconnect.Continue;
        return request;
    }

    /// <summary>Sends an event.</summary>
    public Task SendAsync(ConverseRequest request) => _call.RequestStream.WriteAsync(request);

    /// <summary>Begins a turn.</summary>
    public Task StartAsync(string name, string text, bool goesOn = false, string model = "scripted") => SendAsync(new ConverseRequest { Ref = name, Start = Turn(text, goesOn, model) });

    /// <summary>Says that nothing more comes.</summary>
    public Task CloseAsync() => _call.RequestStream.CompleteAsync();

    /// <summary>The next event.</summary>
    public async Task<ConverseResponse> ReadAsync()
    {
        Assert.True(await _call.ResponseStream.MoveNext(Token), "The stream has ended.");
        return _call.ResponseStream.Current;
    }

    /// <summary>Reads up to an event.</summary>
    public async Task<List<ConverseResponse>> ReadUntilAsync(Func<ConverseResponse, bool> last)
    {
        var read = new List<ConverseResponse>();
        do read.Add(await ReadAsync());
        while (!last(read[^1]));
        return read;
    }

    /// <summary>Closes the side of the caller and reads the rest.</summary>
    public async Task<List<ConverseResponse>> FinishAsync()
    {
        await CloseAsync();
        return await RestAsync();
    }

    /// <summary>Reads to the end.</summary>
    /// <exception cref="RpcException">It ends badly.</exception>
    public Task<List<ConverseResponse>> RestAsync() => _call.ResponseStream.ReadAllAsync(Token).ToListAsync(Token).AsTask();

    /// <summary>Leaves.</summary>
    public void Dispose() => _call.Dispose();
}
