using System.Net;
using Fastchat.Rpc;
using Fastchat.Rpc.Health;
using Fastchat.Rpc.Interop;
using Fastchat.Rpc.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// Serves gRPC's interoperability tests in cleartext on the port that PORT names; SHUTDOWN_SECONDS is how long calls may
// take to end after SIGTERM.
var port = int.Parse(Environment.GetEnvironmentVariable("PORT") ?? "10000", System.Globalization.CultureInfo.InvariantCulture);
var patience = int.Parse(Environment.GetEnvironmentVariable("SHUTDOWN_SECONDS") ?? "30", System.Globalization.CultureInfo.InvariantCulture);
var options = new RpcOptions { CompressResponsesFrom = 0 };
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddRpc(options).AddRpcService<TestHandler>().AddRpcInterceptor<DetailedFaults>().AddRpcHealth().AddRpcReflection();
builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(patience));
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.UseRpcLimits(options);
    kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseOnePort(options));
});
var app = builder.Build();
app.UseRpc();
await app.StartAsync();
Console.WriteLine($"Interop server listens on {app.Urls.First()}");
await app.WaitForShutdownAsync();
