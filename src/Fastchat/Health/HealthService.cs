using System.Reflection;
using System.Runtime.InteropServices;
using Fastchat.Contracts.Admin.V1;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Fastchat.Health;

/// <summary>The door of health and version.</summary>
public sealed class HealthService(IEnumerable<HealthCheck> checks, TimeProvider clock, ILogger<HealthService> logger) : Contracts.Admin.V1.HealthService.HealthServiceBase
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HealthCheck[] _checks = [.. checks];

    /// <inheritdoc />
    public override Task<GetHealthResponse> GetHealth(GetHealthRequest request, ServerCallContext context) => LookAsync(context.CancellationToken);

    /// <summary>Looks at everything now.</summary>
    public async Task<GetHealthResponse> LookAsync(CancellationToken cancellationToken)
    {
        var states = await Task.WhenAll(_checks.Select(c => LookAsync(c, cancellationToken)));
        var response = new GetHealthResponse { Status = HealthStatus.Healthy };
        for (var i = 0; i < states.Length; i++)
        {
            response.Services[_checks[i].Name] = states[i];
            if (states[i].Status > response.Status) response.Status = states[i].Status;
        }

        return response;
    }

    /// <inheritdoc />
    public override Task<GetVersionResponse> GetVersion(GetVersionRequest request, ServerCallContext context)
    {
        // "0.1.0+commit": the build puts the commit behind the plus.
        var version = typeof(HealthService).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+');
        return Task.FromResult(new GetVersionResponse
        {
            Version = version[0],
            Commit = version.ElementAtOrDefault(1) ?? "",
            Runtime = RuntimeInformation.FrameworkDescription,
        });
    }

    private async Task<ServiceHealth> LookAsync(HealthCheck check, CancellationToken cancellationToken)
    {
        var begun = clock.GetTimestamp();
        var health = new ServiceHealth();
        try
        {
            var (status, detail) = await check.CheckAsync(cancellationToken).WaitAsync(Patience, clock, cancellationToken);
            health.Status = status;
            if (detail is not null) health.Detail = detail;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Unhealthy(logger, check.Name, e);
            health.Status = HealthStatus.Unhealthy;
            health.Detail = e is TimeoutException ? "It did not answer in time." : "It failed; the server's log says why.";
        }

        health.LatencyMs = Math.Round(clock.GetElapsedTime(begun).TotalMilliseconds, 3);
        return health;
    }
}
