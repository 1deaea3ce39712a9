using System.Diagnostics;
using System.Net.Http.Headers;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Providers.Net;

namespace Fastchat.Providers.Models;

/// <summary>Speaks HTTP to the gateway, and turns its refusals into ours. The gateway's key never leaves in an error.</summary>
public sealed class UpstreamClient : IDisposable
{
    private const int LongestRefusal = 64 * 1024;

    private readonly UpstreamOptions _options;
    private readonly TimeProvider _clock;
    private readonly UpstreamFaults _faults;
    private readonly HttpMessageInvoker _http;

    /// <summary>A client of the gateway over a pooled handler, or over one for tests.</summary>
    public UpstreamClient(UpstreamOptions options, TimeProvider clock, HttpMessageHandler? handler = null)
    {
        _options = options;
        _clock = clock;
        _faults = new UpstreamFaults(new UpstreamWords([options.ApiKey, .. options.Headers.Values]), clock);
        _http = new HttpMessageInvoker(handler ?? new AddressGuard(options.AllowPrivateAddresses).Handler(options.ConnectTimeout));
    }

    /// <summary>
    /// Sends a request; the response has succeeded and its body is still to be read. Nothing but connecting is limited in time:
    /// what else takes too long is for whoever asks to say.
    /// </summary>
    /// <exception cref="FastchatException">The gateway cannot be reached or refuses, or its address is forbidden.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body, CancellationToken cancellationToken)
    {
        using var request = Request(method, path, body);
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e) when (e.InnerException is FastchatException refused)
        {
            throw new FastchatException(refused.Reason, refused.Message, refused.Param, e);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Nobody gave up but the handler: it reports that its time to connect is over as a cancellation.
            throw new FastchatException(ErrorReason.UpstreamUnavailable, "The model's provider cannot be reached.", inner: e);
        }

        Note(response);
        if (response.IsSuccessStatusCode) return response;
        using (response)
        {
            throw _faults.Refusal((int)response.StatusCode, response.Headers, await ReadRefusalAsync(response, cancellationToken));
        }
    }

    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <param name="method">How.</param>
    /// <param name="path">Where, under the gateway's address.</param>
    /// <param name="body">What; null for nothing.</param>
    /// <param name="longest">The most bytes that make sense.</param>
    /// <param name="patience">How long it may take; null for the gateway's own limit.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="FastchatException">As <see cref="SendAsync"/>; UPSTREAM_TIMEOUT; UPSTREAM_UNAVAILABLE when the answer breaks off or is too long.</exception>
    public async Task<byte[]> AskAsync(HttpMethod method, string path, HttpContent? body, int longest, TimeSpan? patience, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience ?? _options.AnswerTimeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var response = await SendAsync(method, path, body, either.Token);
            await response.Content.LoadIntoBufferAsync(longest, either.Token);
            return await response.Content.ReadAsByteArrayAsync(either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FastchatException(ErrorReason.UpstreamTimeout, "The model's provider took too long.", inner: e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new FastchatException(ErrorReason.UpstreamUnavailable, "The model's provider broke off its answer.", inner: e);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    /// <summary>The failure that the gateway told in the middle of a stream.</summary>
    internal FastchatException InStream(UpstreamError error) => _faults.InStream(error);

    /// <summary>The failure of an answer that should be a stream and is something else.</summary>
    internal async Task<FastchatException> NoStreamAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var error = await ReadRefusalAsync(response, cancellationToken);
        return UpstreamCauses.OfStream(error) is null
            ? new FastchatException(ErrorReason.UpstreamUnavailable, "The model's provider did not answer with a stream.")
            : _faults.InStream(error);
    }

    private HttpRequestMessage Request(HttpMethod method, string path, HttpContent? body)
    {
        var request = new HttpRequestMessage(method, new Uri(_options.BaseAddress, path)) { Content = body };
        if (_options.ApiKey is { } key) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        foreach (var (name, value) in _options.Headers) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    // So that a trace of ours leads to the provider's own records of the call.
    private static void Note(HttpResponseMessage response)
    {
        if (Activity.Current is not { IsAllDataRequested: true } activity) return;
        var headers = response.Headers.NonValidated;
        foreach (var name in (string[])["x-request-id", "x-litellm-call-id", "x-litellm-model-id"])
        {
            if (headers.TryGetValues(name, out var value)) activity.SetTag($"upstream.{name}", value.ToString());
        }
    }

    private static async Task<UpstreamError> ReadRefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[LongestRefusal];
            var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return UpstreamError.Read(buffer.AsSpan(0, length));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return UpstreamError.Unknown;
        }
    }
}
