using System.Text;
using Fastchat.Foundation;
using Fastchat.Providers.Net;
using Fastchat.Webhooks;

namespace Fastchat.Providers.Webhooks;

/// <summary>Posts events over connections that a guard makes. It follows no redirects, and what receivers answer is not read.</summary>
public sealed class GuardedWebhookTransport : IWebhookTransport, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly AddressGuard _guard;
    private readonly HttpMessageInvoker _http;
    private readonly TimeProvider _clock;

    /// <summary>A transport.</summary>
    /// <param name="guard">Which addresses may be called.</param>
    /// <param name="clock">The clock of its patience.</param>
    public GuardedWebhookTransport(AddressGuard guard, TimeProvider clock)
    {
        _guard = guard;
        _clock = clock;
        _http = new HttpMessageInvoker(guard.Handler(Patience));
    }

    /// <inheritdoc />
    public void Check(string url, string param) => _guard.Check(url, param);

    /// <inheritdoc />
    public async Task<string?> PostAsync(string url, IReadOnlyDictionary<string, string> headers, string body, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            // Who may be called can have changed since the address was taken.
            _guard.Check(url, "url");
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
            using var response = await _http.SendAsync(request, either.Token);
            return response.IsSuccessStatusCode ? null : $"The receiver answered with the status {(int)response.StatusCode}.";
        }
        catch (Exception e) when (e is FastchatException || e.InnerException is FastchatException)
        {
            return "The server may not call the address: it is not public.";
        }
        catch (HttpRequestException)
        {
            return "The receiver cannot be reached.";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "The receiver took too long.";
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();
}
