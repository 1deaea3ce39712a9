using Fastchat.Rpc.Calls;
using Grpc.Core;
using Grpc.Health.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Fastchat.Rpc.Health;

/// <summary>Tells which services take calls. Source: gRPC Health Checking Protocol.</summary>
internal sealed class HealthHandler(ServingStates states) : global::Grpc.Health.V1.Health.HealthBase
{
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        var status = states.Now.Of(request.Service);
        return status == ServingStatus.ServiceUnknown
            ? throw new RpcFaultException(new RpcFault(StatusCode.NotFound, $"No service '{RpcFault.Cut(request.Service)}' is known here.") { Reason = "UNKNOWN_SERVICE" })
            : Task.FromResult(new HealthCheckResponse { Status = status });
    }

    public override Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        var response = new HealthListResponse();
        foreach (var (service, serving) in states.Now.Serving) response.Statuses[service] = new HealthCheckResponse { Status = ServingSnapshot.Of(serving) };
        return Task.FromResult(response);
    }

    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        ServingStatus? told = null;
        while (true)
        {
            var now = states.Now;
            var status = now.Of(request.Service);
            if (status != told) await responseStream.WriteAsync(new HealthCheckResponse { Status = status });
            told = status;

            // A stream that stayed open would hold up the host's end.
            if (now.IsFinal) throw new RpcFaultException(CallDrain.Fault);
            await now.Outdated.WaitAsync(context.CancellationToken);
        }
    }
}
