using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace Fastchat.Server;

/// <summary>Calls a server as a program without any library would.</summary>
public sealed class RestClient : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>A client with a key, or with none.</summary>
    public RestClient(Uri address, string? key)
    {
        // Whoever leaves in the middle of an answer hangs up at once instead of reading on for a while.
        var handler = new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero };
        _http = new HttpClient(new RestRecorder(handler)) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        if (key is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>GET.</summary>
    public Task<RestAnswer> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>DELETE.</summary>
    public Task<RestAnswer> DeleteAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Delete, path));

    /// <summary>POST with a body of JSON.</summary>
    public Task<RestAnswer> PostAsync(string path, object body) => SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) });

    /// <summary>PATCH with a body of JSON.</summary>
    public Task<RestAnswer> PatchAsync(string path, object body) => SendAsync(new HttpRequestMessage(HttpMethod.Patch, path) { Content = JsonContent.Create(body) });

    /// <summary>Uploads a file, and says its id.</summary>
    public async Task<string> UploadAsync(string filename, byte[] content)
    {
        using var form = new MultipartFormDataContent { { new StringContent("assistants"), "purpose" }, { new ByteArrayContent(content), "file", filename } };
        var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Post, "/v1/files") { Content = form });
        return answer.Json.GetProperty("id").GetString()!;
    }

    /// <summary>Adds a part to an upload.</summary>
    public async Task<RestAnswer> AddPartAsync(string uploadId, byte[] content)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(content), "data", "part" } };
        return await SendAsync(new HttpRequestMessage(HttpMethod.Post, $"/v1/uploads/{uploadId}/parts") { Content = form });
    }

    /// <summary>Makes a vector store of texts, waits until all can be searched, and says its id.</summary>
    public Task<string> MakeStoreAsync(params (string Filename, string Text)[] files) =>
        MakeStoreAsync([.. files.Select(f => (f.Filename, Encoding.UTF8.GetBytes(f.Text)))]);

    /// <summary>Makes a vector store of files, waits until all can be searched, and says its id.</summary>
    public async Task<string> MakeStoreAsync(params (string Filename, byte[] Content)[] files)
    {
        var ids = new List<string>();
        foreach (var (filename, content) in files) ids.Add(await UploadAsync(filename, content));
        var store = (await PostAsync("/v1/vector_stores", new { name = "store", file_ids = ids })).Json.GetProperty("id").GetString()!;
        await Poll.UntilAsync(
            async () => (await GetAsync($"/v1/vector_stores/{store}")).Json.GetProperty("file_counts"),
            counts => counts.GetProperty("completed").GetInt32() == files.Length);
        return store;
    }

    /// <summary>Asks with streamed answer; the events as they come.</summary>
    public IAsyncEnumerable<SseEvent> StreamAsync(string path, object body) => StreamAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) });

    /// <summary>Watches a stream as a browser's EventSource does, which says what it has seen last.</summary>
    public IAsyncEnumerable<SseEvent> WatchAsync(string path, string? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        return StreamAsync(request);
    }

    /// <summary>Sends a request that is answered by a stream; the events as they come.</summary>
    public async IAsyncEnumerable<SseEvent> StreamAsync(HttpRequestMessage message)
    {
        using var request = message;
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));
        while (await SseEvent.ReadAsync(reader, Token) is { } next) yield return next;
    }

    /// <summary>Sends a request and reads the whole answer.</summary>
    public async Task<RestAnswer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await _http.SendAsync(request, Token);
            return RestAnswer.Of(response, await response.Content.ReadAsByteArrayAsync(Token));
        }
    }

    /// <summary>Sends a request and keeps everything that comes back.</summary>
    internal async Task<Answer> AnswerAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await _http.SendAsync(request, Token);
            var headers = response.Headers.Concat(response.Content.Headers).Where(h => !Answer.Unique.Contains(h.Key)).OrderBy(h => h.Key, StringComparer.Ordinal);
            var body = Encoding.Latin1.GetString(await response.Content.ReadAsByteArrayAsync(Token));
            return new Answer($"{(int)response.StatusCode}", $"{string.Concat(headers.Select(h => $"{h.Key}: {string.Join(", ", h.Value)}\n"))}\n{body}");
        }
    }

    /// <summary>Sends a request and hands out the answer as soon as its headers are there.</summary>
    public Task<HttpResponseMessage> BeginAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();
}
