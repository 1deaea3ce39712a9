using System.Data.Common;
using System.Globalization;
using Fastchat.Governance.Audit;
using Fastchat.Storage;

namespace Fastchat.Server.CommandLine;

/// <summary>The command <c>audit</c>: verifies chains of records and exports their checkpoints, beside a running server or without one.</summary>
internal static class AuditCommand
{
    private const int Whole = 0;
    private const int Faulty = 1;
    private const int Failed = 2;

    private const string Usage =
        """
        Usage:
          Fastchat.Server audit verify [--tenant ID] [--checkpoints FILE] [--public-key FILE]
              Verifies every chain of audit records, or that of one tenant ("operator" for the operator's own acts), and says the
              first fault of each. Ends with 0 when all are whole, with 1 when there is a fault, with 2 when it could not look.
              --checkpoints   also hold the chains against checkpoints that export-checkpoints wrote before and that were kept
                              elsewhere: only these show that a whole chain was rewritten or cut together with its head
              --public-key    trust this key; without it, that of FASTCHAT_AUDIT_KEY or of the data folder
          Fastchat.Server audit export-checkpoints [--tenant ID] [--output FILE]
              Signs where each chain is now, and writes all checkpoints, one JSON object to a line. Keep them where whoever may
              write into the database may not.
          Fastchat.Server audit public-key
              Writes the public key, in PEM.
        The database and the data folder are those of the server: FASTCHAT_DATABASE, DATA_DIR.
        """;

    /// <summary>Runs the command.</summary>
    /// <param name="args">What stands behind "audit".</param>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="output">Takes what was asked for.</param>
    /// <param name="errors">Takes progress and what went wrong.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, Func<string, string?> variable, TextWriter output, TextWriter errors)
    {
        if (args is ["help" or "--help" or "-h"])
        {
            await output.WriteLineAsync(Usage);
            return Whole;
        }

        try
        {
            if (AuditArguments.Parse(args) is not { } arguments)
            {
                await errors.WriteLineAsync(Usage);
                return Failed;
            }

            return await RunAsync(arguments, ServerOptions.Read(variable), output, errors);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException or DbException or MigrationException or DatabaseUnavailableException)
        {
            await errors.WriteLineAsync($"Fastchat cannot look at the audit records: {e.Message}");
            return Failed;
        }
    }

    private static async Task<int> RunAsync(AuditArguments arguments, ServerOptions options, TextWriter output, TextWriter errors)
    {
        using var signer = options.AuditKey is { } configured ? CheckpointSigner.Parse(configured) : AuditKeyFile.Find(options.DataFolder);
        if (arguments.Verb == "public-key")
        {
            await output.WriteAsync((signer ?? throw NoKey(options)).PublicKey.Pem + "\n");
            return Whole;
        }

        await using var database = await RelationalStore.OpenBesideAsync(options.Database, options.DataFolder);
        var store = new AuditStore(database);
        return arguments.Verb == "verify"
            ? await VerifyAsync(arguments, store, signer, options, output, errors)
            : await ExportAsync(arguments, store, signer ?? throw NoKey(options), output);
    }

    private static async Task<int> VerifyAsync(AuditArguments arguments, AuditStore store, CheckpointSigner? signer, ServerOptions options, TextWriter output, TextWriter errors)
    {
        var key = arguments.PublicKey is { } file ? CheckpointKey.Parse(await File.ReadAllTextAsync(file)) : (signer ?? throw NoKey(options)).PublicKey;
        var kept = arguments.Checkpoints is { } path ? await CheckpointFile.ReadAsync(path) : [];
        var chains = arguments.Tenant is { } one ? [new AuditChain(one)] : (await store.ChainsAsync(CancellationToken.None)).Union(kept.Select(c => c.Chain)).ToList();
        var verifier = new AuditVerifier(store);
        var begun = TimeProvider.System.GetTimestamp();
        var (records, faults) = (0L, 0);
        foreach (var chain in chains)
        {
            var report = await verifier.VerifyAsync(chain, [key], kept, new Progress(chain, errors), CancellationToken.None);
            records += report.Verified;
            if (report.Fault is not null) faults++;
            await output.WriteLineAsync(Line(report));
        }

        var seconds = Math.Max(TimeProvider.System.GetElapsedTime(begun).TotalSeconds, 0.001);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{chains.Count} chains, {records} records verified in {seconds:0.0} s ({records / seconds:0} per second), {faults} with a fault."));
        return faults == 0 ? Whole : Faulty;
    }

    private static async Task<int> ExportAsync(AuditArguments arguments, AuditStore store, CheckpointSigner signer, TextWriter output)
    {
        var chains = arguments.Tenant is { } one ? [new AuditChain(one)] : await store.ChainsAsync(CancellationToken.None);
        var checkpoints = new List<SignedCheckpoint>();
        foreach (var chain in chains)
        {
            if (await store.HeadAsync(chain, CancellationToken.None) is null) continue;
            await store.SignAsync(chain, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), signer, CancellationToken.None);
            checkpoints.AddRange(await store.CheckpointsAsync(chain, 1, long.MaxValue, int.MaxValue, CancellationToken.None));
        }

        if (arguments.Output is { } path) await File.WriteAllTextAsync(path, CheckpointFile.Write(checkpoints));
        else await output.WriteAsync(CheckpointFile.Write(checkpoints));
        return Whole;
    }

    private static string Line(ChainReport report)
    {
        var unknown = report.UnknownKeys.Count == 0 ? "" : $"; checkpoints of other keys prove nothing here: {string.Join(", ", report.UnknownKeys)}";
        return report.Fault is { } fault
            ? $"{report.Chain}: FAULT at record {fault.Sequence}: {Name(fault)}. {fault.Detail}{unknown}"
            : string.Create(CultureInfo.InvariantCulture, $"{report.Chain}: whole, {report.Verified} records, {report.Checkpoints} checkpoints agree{unknown}");
    }

    private static string Name(ChainFault fault) => fault.Kind switch
    {
        Contracts.Admin.V1.AuditFaultKind.CutTail => "cut tail",
        Contracts.Admin.V1.AuditFaultKind.BadSignature => "bad signature",
        _ => fault.Kind.ToString().ToLowerInvariant(),
    };

    private static FormatException NoKey(ServerOptions options) =>
        new($"There is no key: neither FASTCHAT_AUDIT_KEY nor {Path.Combine(options.DataFolder, "audit-key.pem")}. Give a public key with --public-key.");

    private sealed class Progress(AuditChain chain, TextWriter errors) : IProgress<long>
    {
        private const long Step = 1_000_000;
        private readonly Lock _lock = new();
        private long _next = Step;

        public void Report(long value)
        {
            lock (_lock)
            {
                if (value < _next) return;
                errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{chain}: {value} records"));
                _next = value + Step;
            }
        }
    }
}
