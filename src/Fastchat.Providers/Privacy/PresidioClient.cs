using System.Net.Http.Headers;
using System.Text.Json;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;

namespace Fastchat.Providers.Privacy;

/// <summary>Speaks the REST API of a Presidio Analyzer: POST /analyze and GET /health.</summary>
public sealed class PresidioClient : IDisposable
{
    private const int LongestAnswer = 4 * 1024 * 1024;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly PresidioOptions _options;
    private readonly TimeProvider _clock;
    private readonly HttpMessageInvoker _http;

    /// <summary>A client over a pooled handler, or over one for tests.</summary>
    public PresidioClient(PresidioOptions options, TimeProvider clock, HttpMessageHandler? handler = null)
    {
        _options = options;
        _clock = clock;
        _http = new HttpMessageInvoker(handler ?? new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            ConnectTimeout = TimeSpan.FromSeconds(5),
            AllowAutoRedirect = false,
            UseCookies = false,
        });
    }

    /// <summary>What it finds in a text, offsets in code points as Python counts them.</summary>
    /// <exception cref="FastchatException">UPSTREAM_UNAVAILABLE: it is away, slow, refuses, or answers what cannot be read. Nothing of its words is repeated: they may quote the text.</exception>
    public async Task<IReadOnlyList<PresidioResult>> AnalyzeAsync(string text, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { Text = text, _options.Language, _options.ScoreThreshold }, Json);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_options.BaseAddress, "analyze"))
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        return await SendAsync(
            request,
            async (content, token) => await JsonSerializer.DeserializeAsync<List<PresidioResult>>(await content.ReadAsStreamAsync(token), Json, token) ?? throw new JsonException("null"),
            cancellationToken);
    }

    /// <summary>Whether it says that it is up.</summary>
    /// <exception cref="FastchatException">UPSTREAM_UNAVAILABLE: it does not.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_options.BaseAddress, "health"));
        await SendAsync(request, (_, _) => Task.FromResult(true), cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async Task<T> SendAsync<T>(HttpRequestMessage request, Func<HttpContent, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_options.Timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            using var response = await _http.SendAsync(request, either.Token);
            if (!response.IsSuccessStatusCode) throw Unavailable($"it answered with HTTP status {(int)response.StatusCode}");
            await response.Content.LoadIntoBufferAsync(LongestAnswer, either.Token);
            return await read(response.Content, either.Token);
        }
        catch (JsonException e)
        {
            throw Unavailable("its answer cannot be read", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Unavailable("it cannot be reached", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unavailable($"it did not answer within {_options.Timeout.TotalSeconds:0.#} seconds", e);
        }
    }

    private static FastchatException Unavailable(string why, Exception? inner = null) =>
        new(ErrorReason.UpstreamUnavailable, $"Personal data cannot be looked for by the Presidio Analyzer: {why}.", inner: inner);
}
