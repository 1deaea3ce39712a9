using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Rpc.Json;
using Google.Protobuf;

namespace Fastchat.Providers.Models;

/// <summary>Speaks HTTP to the gateway, and turns its refusals into ours. The gateway's key never leaves in an error.</summary>
public sealed class UpstreamClient : IDisposable
{
    private const int LongestRefusal = 64 * 1024;

    private readonly UpstreamOptions _options;
    private readonly TimeProvider _clock;
    private readonly HttpMessageInvoker _http;

    /// <summary>A client of the gateway over a pooled handler, or over one for tests.</summary>
    public UpstreamClient(UpstreamOptions options, TimeProvider clock, HttpMessageHandler? handler = null)
    {
        _options = options;
        _clock = clock;
        _http = new HttpMessageInvoker(handler ?? new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            ConnectTimeout = options.ConnectTimeout,

            // An answer that is given up between two reads would otherwise be read on for seconds, and be paid for; a
            // whole one needs only a moment to its last bytes, and then its connection serves again.
            ResponseDrainTimeout = TimeSpan.FromMilliseconds(100),
            AllowAutoRedirect = false,
            UseCookies = false,
        });
    }

    /// <summary>Sends a request; the response has succeeded and its body is still to be read.</summary>
    /// <exception cref="FastchatException">The gateway cannot be reached, or refuses.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, IMessage? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(_options.BaseAddress, path));
        if (_options.ApiKey is { } key) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        foreach (var (name, value) in _options.Headers) request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null) request.Content = Content(body);
        using var patience = new CancellationTokenSource(_options.FirstByteTimeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, either.Token);
        }
        catch (HttpRequestException e)
        {
            throw new FastchatException(ErrorReason.UpstreamUnavailable, "The model's provider cannot be reached.", inner: e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // Nobody gave up but we: our patience is over, or the handler's time to connect, which it reports as a cancellation.
            throw new FastchatException(ErrorReason.UpstreamUnavailable, patience.IsCancellationRequested
                ? $"The model's provider did not answer within {_options.FirstByteTimeout.TotalSeconds:0} seconds."
                : "The model's provider cannot be reached.", inner: e);
        }

        if (response.IsSuccessStatusCode) return response;
        using (response) throw await RefusalAsync(response, cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private static ReadOnlyMemoryContent Content(IMessage body)
    {
        var json = new ArrayBufferWriter<byte>(1024);
        ShapedJson.Write(body, json);
        return new ReadOnlyMemoryContent(json.WrittenMemory) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    }

    private async Task<FastchatException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var (message, param) = await ReadRefusalAsync(response, cancellationToken);
        var status = response.StatusCode;
        return status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                new FastchatException(ErrorReason.UpstreamUnauthorized, "The model's provider refuses this server's key; its operator has to mend that."),
            HttpStatusCode.NotFound => new FastchatException(ErrorReason.ModelNotFound, $"The model's provider does not know the model: {message}", "model"),
            HttpStatusCode.TooManyRequests => new FastchatException(ErrorReason.UpstreamRateLimited, $"The model's provider is limiting its callers: {message}")
            {
                RetryAfter = RetryAfter(response),
            },
            >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError =>
                new FastchatException(ErrorReason.UpstreamRejected, $"The model's provider refused the request: {message}", param),
            _ => new FastchatException(ErrorReason.UpstreamUnavailable, $"The model's provider failed with HTTP status {(int)status}.") { RetryAfter = RetryAfter(response) },
        };
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta;

    // {"error": {"message", "param"}} where the gateway follows OpenAI; anything else is not worth showing.
    private async Task<(string Message, string? Param)> ReadRefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[LongestRefusal];
            var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            using var json = JsonDocument.Parse(buffer.AsMemory(0, length));
            var error = json.RootElement.GetProperty("error");
            if (error.ValueKind == JsonValueKind.String) return (Clean(error.GetString()!), null);
            var param = error.TryGetProperty("param", out var p) && p.ValueKind == JsonValueKind.String ? Clean(p.GetString()!) : null;
            return (Clean(error.GetProperty("message").GetString() ?? ""), param);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or HttpRequestException or IOException)
        {
            return ($"HTTP status {(int)response.StatusCode}.", null);
        }
    }

    // A gateway that repeats the key it was sent must not make us tell it to a tenant.
    private string Clean(string message) => _options.ApiKey is { } key ? message.Replace(key, "***", StringComparison.Ordinal) : message;
}
