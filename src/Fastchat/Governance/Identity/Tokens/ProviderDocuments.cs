using System.Net;
using System.Text;

namespace Fastchat.Governance.Identity.Tokens;

/// <summary>Reads what identity providers publish: over HTTPS, without redirects, within a time and a size.</summary>
internal sealed class ProviderDocuments(TimeProvider clock, HttpMessageHandler? handler = null) : IDisposable
{
    private const int LongestDocument = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpMessageInvoker _http = new(handler ?? new SocketsHttpHandler
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        ConnectTimeout = Patience,
        AllowAutoRedirect = false,
        UseCookies = false,
    });

    /// <summary>Whether an address may be asked: HTTPS, or plain HTTP on this machine or where that is allowed.</summary>
    public static bool IsAllowed(string? address, bool allowHttp) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && (allowHttp || uri.IsLoopback)));

    /// <summary>Reads a document.</summary>
    /// <exception cref="IOException">It cannot be had; the message says why.</exception>
    /// <exception cref="HttpRequestException">It cannot be had.</exception>
    /// <exception cref="OperationCanceledException">The time is over, or the caller's is.</exception>
    public async Task<string> ReadAsync(string address, bool allowHttp, CancellationToken cancellationToken)
    {
        if (!IsAllowed(address, allowHttp)) throw new IOException($"'{address}' is no HTTPS address.");
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var response = await _http.SendAsync(request, either.Token);
        if (response.StatusCode != HttpStatusCode.OK) throw new IOException($"{address} answered {(int)response.StatusCode}.");
        await using var body = await response.Content.ReadAsStreamAsync(either.Token);
        var content = new byte[LongestDocument + 1];
        var length = await body.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, either.Token);
        return length <= LongestDocument ? Encoding.UTF8.GetString(content, 0, length) : throw new IOException($"{address} is longer than {LongestDocument} bytes.");
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();
}
