using Fastchat.Rpc.WireTest;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Fastchat.Rpc.Services;

/// <summary>Gives back what it is given.</summary>
internal sealed class ShapeHandler : WireTest.ShapeService.ShapeServiceBase
{
    public override Task<ValueMessage> EchoValue(ValueMessage request, ServerCallContext context) => Task.FromResult(request);

    public override Task<Empty> TakeValue(ValueMessage request, ServerCallContext context) => Task.FromResult(new Empty());

    public override Task<Conversation> EchoConversation(Conversation request, ServerCallContext context) => Task.FromResult(request);

    public override Task<Kinds> EchoKinds(Kinds request, ServerCallContext context) => Task.FromResult(request);

    public override Task<Scalars> EchoScalars(Scalars request, ServerCallContext context) => Task.FromResult(request);
}
