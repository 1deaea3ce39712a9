using Fastchat.Contracts.Admin.V1;
using Fastchat.Health;
using Fastchat.Providers.Sandbox;

namespace Fastchat.Providers.Documents;

/// <summary>Whether foreign files can be read, and how far their readers are kept from everything else.</summary>
public sealed class DecoderHealth(SandboxedProcess sandbox) : HealthCheck
{
    /// <inheritdoc />
    public override string Name => "decoders";

    /// <inheritdoc />
    public override Task<(HealthStatus Status, string? Detail)> CheckAsync(CancellationToken cancellationToken)
    {
        var missing = ExecutablePath.Find("pdftotext") is null ? "pdftotext is not installed (package poppler-utils): PDF files cannot be read." : null;
        var open = sandbox.Isolation switch
        {
            SandboxIsolation.Namespaces => null,
            SandboxIsolation.LimitsOnly => "bwrap is missing or forbidden (package bubblewrap): files are parsed under limits, but not isolated.",
            _ => "neither bwrap nor prlimit works: files are parsed without isolation.",
        };
        var detail = string.Join(' ', new[] { missing, open }.OfType<string>());
        return Task.FromResult(detail.Length == 0 ? (HealthStatus.Healthy, (string?)null) : (HealthStatus.Degraded, detail));
    }
}
