using Fastchat.Rpc.WireTest;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Fastchat.Rpc.Services;

/// <summary>Answers as a whole or word by word; "fail" fails behind its word, "wait" waits there for ever, before "aside" comes a note, behind "broken" comes an event that JSON cannot say.</summary>
internal sealed class AnswerHandler : WireTest.AnswerService.AnswerServiceBase
{
    public override Task<AnswerResponse> CreateAnswer(AnswerRequest request, ServerCallContext context) =>
        GetAnswer(request.Params, context);

    public override Task<AnswerResponse> GetAnswer(AnswerParams request, ServerCallContext context) =>
        Task.FromResult(new AnswerResponse { Event = new Event { Delta = new TextPart { Text = request.Prompt }, Sequence = 1 } });

    public override Task WatchAnswer(AnswerParams request, IServerStreamWriter<AnswerResponse> responseStream, ServerCallContext context) =>
        StreamAnswer(new AnswerRequest { Params = request }, responseStream, context);

    public override async Task StreamAnswer(AnswerRequest request, IServerStreamWriter<AnswerResponse> responseStream, ServerCallContext context)
    {
        var sequence = 0;
        foreach (var word in request.Params.Prompt.Split(' '))
        {
            if (word == "aside") await responseStream.WriteAsync(new AnswerResponse { Note = new TextPart { Text = "by the way" } });
            await responseStream.WriteAsync(new AnswerResponse { Event = new Event { Delta = new TextPart { Text = word }, Sequence = ++sequence } });
            if (word == "fail") throw new RpcException(new Status(StatusCode.Unavailable, "The model is gone."));
            if (word == "broken") await responseStream.WriteAsync(new AnswerResponse { Event = new Event { Delta = new TextPart { Text = new string('x', 5000) }, At = new Timestamp { Seconds = long.MaxValue } } });
            if (word == "wait") await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
    }
}
