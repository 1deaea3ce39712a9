using Fastchat.Providers.Documents;
using Fastchat.Server;

// The worker that reads foreign files is this program too, started apart and under limits.
if (args is [DecodeWorker.Verb, ..])
    return await DecodeWorker.RunAsync(args, Console.OpenStandardInput(), Console.OpenStandardOutput(), Console.Error);

ServerOptions options;
try
{
    options = ServerOptions.Read(Environment.GetEnvironmentVariable);
}
catch (FormatException e)
{
    Console.Error.WriteLine($"Fastchat cannot start:{Environment.NewLine}{e.Message}");
    return 2;
}

try
{
    await using var host = await FastchatHost.StartAsync(options);
    await Greeting.WriteAsync(host, Console.Out);
    await host.WaitForShutdownAsync();
    return 0;
}
catch (IOException e)
{
    // The port is taken, the folder is in use or cannot be written: for the person at the terminal, not for a debugger.
    Console.Error.WriteLine($"Fastchat cannot start: {e.Message}");
    return 2;
}
