using System.Net;

namespace Fastchat.Rpc;

/// <summary>A call over HTTP/2, by gRPC unless said otherwise, whose request is still being written.</summary>
internal sealed class OpenCall : IAsyncDisposable
{
    private readonly PushContent _content;
    private readonly HttpResponseMessage _response;
    private readonly Stream _body;

    private OpenCall(PushContent content, HttpResponseMessage response, Stream body)
    {
        _content = content;
        _response = response;
        _body = body;
    }

    /// <summary>Opens a call and waits for the response's head; to that end it may send first bytes.</summary>
    /// <param name="client">Over HTTP/2.</param>
    /// <param name="method">A method of the text service, or a whole path.</param>
    /// <param name="first">The first bytes.</param>
    /// <param name="cancellationToken">Resets the call.</param>
    /// <param name="contentType">The protocol.</param>
    /// <param name="complete">Whether no more requests come after those bytes.</param>
    public static async Task<OpenCall> StartAsync(
        HttpClient client, string method, byte[] first, CancellationToken cancellationToken, string contentType = "application/grpc", bool complete = false)
    {
        var content = new PushContent(first, contentType);
        if (complete) content.Complete();
        var request = new HttpRequestMessage(HttpMethod.Post, method.StartsWith('/') ? method : $"/fastchat.wiretest.v1.TextService/{method}")
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Add("te", "trailers");
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return new OpenCall(content, response, await response.Content.ReadAsStreamAsync(cancellationToken));
    }

    public Task SendAsync(byte[] bytes) => _content.SendAsync(bytes);

    /// <summary>Says that no more requests come.</summary>
    public void Complete() => _content.Complete();

    /// <summary>Reads so many bytes of the response.</summary>
    public async Task<byte[]> ReadAsync(int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        await _body.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    /// <summary>Reads to the end; gives gRPC's status from the trailers.</summary>
    public async Task<string> ReadStatusAsync(CancellationToken cancellationToken)
    {
        Assert.Equal(0, await _body.ReadAsync(new byte[1], cancellationToken));
        return _response.TrailingHeaders.GetValues("grpc-status").Single();
    }

    public ValueTask DisposeAsync()
    {
        Complete();
        _response.Dispose();
        return default;
    }
}
