using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace Fastchat.Rpc.Ports;

/// <summary>
/// Lets HTTP/1.1 and HTTP/2 with prior knowledge share a cleartext port: it looks at the first bytes and, when they are
/// HTTP/2's preface (RFC 9113, section 3.4), tells Kestrel what ALPN would have told it.
/// </summary>
internal sealed class OnePortMiddleware(ConnectionDelegate next, RpcOptions options, ILogger logger)
{
    private const int FirstLine = 16;

    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        bool? isHttp2;
        try
        {
            isHttp2 = await PeekInTimeAsync(connection);
        }
        catch (OperationCanceledException)
        {
            Log.SilentPeer(logger, connection.ConnectionId);
            connection.Abort();
            return;
        }
        catch (IOException)
        {
            // A reset before the first byte, as some probes of load balancers are: Kestrel would log it as an error of ours.
            return;
        }

        if (isHttp2 is null) return;
        if (isHttp2.Value)
        {
            var alpn = new PriorKnowledge();
            connection.Features.Set<ITlsConnectionFeature>(alpn);
            connection.Features.Set<ITlsApplicationProtocolFeature>(alpn);
        }

        await next(connection);
    }

    // Kestrel's own limits begin with its first read: a peer that never lets it come to that would hold the connection for ever.
    // The time is for the whole decision, so a peer that sends the preface byte after byte gains nothing.
    private async Task<bool?> PeekInTimeAsync(ConnectionContext connection)
    {
        using var patience = new CancellationTokenSource(options.FirstByteTimeout, options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed, patience.Token);
        return await PeekAsync(connection.Transport.Input, either.Token);
    }

    private static async Task<bool?> PeekAsync(System.IO.Pipelines.PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken);
            var isHttp2 = Decide(result.Buffer);
            if (isHttp2 is null && !result.IsCompleted)
            {
                input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                continue;
            }

            // Nothing is consumed and nothing counts as examined: Kestrel reads the same bytes again.
            input.AdvanceTo(result.Buffer.Start);
            return result.Buffer.IsEmpty ? null : isHttp2 ?? false;
        }
    }

    private static bool? Decide(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> start = stackalloc byte[Preface.Length];
        var length = (int)Math.Min(buffer.Length, start.Length);
        buffer.Slice(0, length).CopyTo(start);
        var same = start[..length].CommonPrefixLength(Preface);
        if (same == Preface.Length) return true;

        // A preface whose first line is right and whose rest is not is a mistake in HTTP/2, and answered in HTTP/2 (section 3.4).
        return same == length ? null : same >= FirstLine;
    }

    private sealed class PriorKnowledge : ITlsConnectionFeature, ITlsApplicationProtocolFeature
    {
        public ReadOnlyMemory<byte> ApplicationProtocol { get; } = "h2"u8.ToArray();

        public System.Security.Cryptography.X509Certificates.X509Certificate2? ClientCertificate { get; set; }

        public Task<System.Security.Cryptography.X509Certificates.X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) =>
            Task.FromResult<System.Security.Cryptography.X509Certificates.X509Certificate2?>(null);
    }
}
