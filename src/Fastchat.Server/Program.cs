using Fastchat.Governance.Encryption;
using Fastchat.Providers.Documents;
using Fastchat.Server;
using Fastchat.Server.CommandLine;
using Fastchat.Storage;

// The worker that reads foreign files is this program too, started apart and under limits.
if (args is [DecodeWorker.Verb, ..])
    return await DecodeWorker.RunAsync(args, Console.OpenStandardInput(), Console.OpenStandardOutput(), Console.Error);

if (args is ["audit", .. var audit])
    return await AuditCommand.RunAsync(audit, Environment.GetEnvironmentVariable, Console.Out, Console.Error);

if (args is ["erasure", .. var erasure])
    return await ErasureCommand.RunAsync(erasure, Environment.GetEnvironmentVariable, Console.Out, Console.Error);

if (args is not ([] or ["migrate"]))
{
    if (await Commands.TryRunAsync(args, Console.Out, Console.Error) is { } exitCode) return exitCode;
    Console.Error.WriteLine($"""
        Usage:
          Fastchat.Server                 starts the server; settings are environment variables, listed in the README
          Fastchat.Server migrate         brings the schema of FASTCHAT_DATABASE up to date, and ends
          Fastchat.Server audit           verifies the audit records and exports their checkpoints; says more with --help
          Fastchat.Server erasure         verifies the certificate of an erasure; says more with --help
        {Commands.Usage}
        """);
    return args is ["help" or "--help" or "-h"] ? 0 : 2;
}

try
{
    var options = ServerOptions.Read(Environment.GetEnvironmentVariable);
    if (args is ["migrate"])
    {
        // A database that is shared needs no folder, and another server may hold it.
        using var folder = options.Database is null ? DataFolder.Open(options.DataFolder) : null;
        await using var database = await RelationalStore.OpenAsync(options.Database, folder);
        Console.Out.WriteLine($"The schema is up to date: {RelationalStore.LatestVersion:D3}.");
        return 0;
    }

    await using var host = await FastchatHost.StartAsync(options);
    await Greeting.WriteAsync(host, Console.Out);
    await host.WaitForShutdownAsync();
    return 0;
}
catch (FormatException e)
{
    Console.Error.WriteLine($"Fastchat cannot start:{Environment.NewLine}{e.Message}");
    return 2;
}
catch (Exception e) when (e is IOException or MigrationException or DatabaseUnavailableException or KeyMismatchException)
{
    // The port is taken, the folder is in use, the database is newer or out of reach: for the person at the terminal, not for a debugger.
    Console.Error.WriteLine($"Fastchat cannot start: {e.Message}");
    return 2;
}
