using Fastchat.Rpc.WireTest;
using Grpc.Core;

namespace Fastchat.Rpc.Services;

/// <summary>Each method says its name and what was bound.</summary>
internal sealed class RouteHandler : WireTest.RouteService.RouteServiceBase
{
    public override Task<RouteResponse> GetItem(RouteRequest request, ServerCallContext context) => Answer(request, context);

    public override Task<RouteResponse> UpdateItem(RouteRequest request, ServerCallContext context) => Answer(request, context);

    public override Task<RouteResponse> CancelItem(RouteRequest request, ServerCallContext context) => Answer(request, context);

    public override Task<RouteResponse> GetSpecial(RouteRequest request, ServerCallContext context) => Answer(request, context);

    public override Task<RouteResponse> GetPart(RouteRequest request, ServerCallContext context) => Answer(request, context);

    public override Task<RouteResponse> GetFile(RouteRequest request, ServerCallContext context) => Answer(request, context);

    public override Task<RouteResponse> GetNamed(RouteRequest request, ServerCallContext context) => Answer(request, context);

    public override Task<RouteResponse> SetTags(RouteRequest request, ServerCallContext context) => Answer(request, context);

    public override Task<RouteResponse> SetLimit(RouteRequest request, ServerCallContext context) => Answer(request, context);

    public override Task<RouteResponse> MakeItem(RouteRequest request, ServerCallContext context) =>
        request.Id == "refused" ? throw new RpcException(new Status(StatusCode.AlreadyExists, "It is there.")) : Answer(request, context);

    public override Task<RouteResponse> Purge(RouteRequest request, ServerCallContext context) => Answer(request, context);

    private static Task<RouteResponse> Answer(RouteRequest request, ServerCallContext context) =>
        Task.FromResult(new RouteResponse { Method = context.Method[(context.Method.LastIndexOf('/') + 1)..], Request = request });
}
