using Fastchat.Governance.Audit;
using Fastchat.Governance.Privacy.Erasure;

namespace Fastchat.Server.CommandLine;

/// <summary>The command <c>erasure</c>: verifies certificates, without a server and without a database.</summary>
internal static class ErasureCommand
{
    private const int Whole = 0;
    private const int Faulty = 1;
    private const int Failed = 2;

    private const string Usage =
        """
        Usage:
          Fastchat.Server erasure verify FILE [--public-key FILE]
              Verifies the certificate in a file, which is what GET /v1/admin/erasures/ID answers, and writes what it states. Ends
              with 0 when it is signed and says that nothing is left anywhere, with 1 when it is not signed by the key, or not all
              is done, with 2 when it could not look.
              --public-key    trust this key ("audit public-key" writes it); without it, that of FASTCHAT_AUDIT_KEY or of the
                              data folder
        """;

    /// <summary>Runs the command.</summary>
    /// <param name="args">What stands behind "erasure".</param>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="output">Takes what was asked for.</param>
    /// <param name="errors">Takes what went wrong.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, Func<string, string?> variable, TextWriter output, TextWriter errors)
    {
        if (args is ["help" or "--help" or "-h"])
        {
            await output.WriteLineAsync(Usage);
            return Whole;
        }

        if (args is not (["verify", _] or ["verify", _, "--public-key", _]))
        {
            await errors.WriteLineAsync(Usage);
            return Failed;
        }

        try
        {
            var certificate = CertificateFile.Parse(await File.ReadAllTextAsync(args[1]));
            return await VerifyAsync(certificate, args is [_, _, _, var file] ? CheckpointKey.Parse(await File.ReadAllTextAsync(file)) : OwnKey(variable), output);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"Fastchat cannot look at the certificate: {e.Message}");
            return Failed;
        }
    }

    private static async Task<int> VerifyAsync(CertificateFile certificate, CheckpointKey key, TextWriter output)
    {
        if (!certificate.IsSignedBy(key))
        {
            await output.WriteLineAsync($"FAULT: the certificate is not signed by the key {key.Id}; it names the key {certificate.KeyId}.");
            return Faulty;
        }

        await output.WriteLineAsync(certificate.Statement);
        var isComplete = certificate.IsComplete();
        await output.WriteLineAsync(isComplete ? "Signed; nothing is left." : "Signed; but not all is done: see \"left\" and the nodes without \"confirmed_at\".");
        return isComplete ? Whole : Faulty;
    }

    private static CheckpointKey OwnKey(Func<string, string?> variable)
    {
        var options = ServerOptions.Read(variable);
        using var signer = options.AuditKey is { } configured ? CheckpointSigner.Parse(configured) : AuditKeyFile.Find(options.DataFolder);
        return (signer ?? throw new FormatException("There is no key: neither FASTCHAT_AUDIT_KEY nor audit-key.pem in the data folder. Give a public key with --public-key.")).PublicKey;
    }
}
