using Microsoft.Extensions.Logging;
using Fastchat.Server;

namespace Fastchat.Benchmarks.Targets;

/// <summary>Fastchat itself, on a fresh data folder.</summary>
internal static class ProductTarget
{
    public const string ApiKey = "fc_benchmark_key_of_no_worth";

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("fastchat-bench-");
        try
        {
            var options = new ServerOptions { Port = 0, DataFolder = folder.FullName, ApiKey = ApiKey, AdminKey = ApiKey + "_admin", LogLevel = LogLevel.Warning, Issuers = BenchToken.Issuers() };
            await using var host = await FastchatHost.StartAsync(options);
            await Meter.ServeAsync(host.Address);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
