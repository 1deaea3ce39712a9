using Fastchat.Benchmarks.V1;
using Fastchat.Rpc.Calls;
using Grpc.Core;

namespace Fastchat.Benchmarks.Targets;

/// <summary>Answers at once; what it streams is made beforehand, so that only the wire's own cost is seen.</summary>
internal sealed class BenchHandler : BenchService.BenchServiceBase
{
    /// <summary>A message of 54 bytes.</summary>
    public static readonly Token Token = new() { Id = "0193f5c2-7e1a-7c3b-9a55-3d0e8f6b1c27", Sequence = 100_000, Text = " streaming" };

    public override Task<EchoResponse> Echo(EchoRequest request, ServerCallContext context) =>
        Task.FromResult(new EchoResponse { Text = request.Text, Number = request.Number, Tags = { request.Tags } });

    public override Task Stream(StreamRequest request, IServerStreamWriter<Token> responses, ServerCallContext context) =>
        responses.WriteAllAsync(Repeat.Async(Token, request.Count, request.Interval), context.CancellationToken);
}
