using System.Globalization;
using Fastchat.Rpc.Interop;

// PORT names the port; SHUTDOWN_SECONDS is how long calls may take to end after SIGTERM.
var port = int.Parse(Environment.GetEnvironmentVariable("PORT") ?? "10000", CultureInfo.InvariantCulture);
var patience = int.Parse(Environment.GetEnvironmentVariable("SHUTDOWN_SECONDS") ?? "30", CultureInfo.InvariantCulture);
await using var server = await InteropServer.StartAsync(port, TimeSpan.FromSeconds(patience));
Console.WriteLine($"Interop server listens on {server.Address}");
await server.WaitForShutdownAsync();
