using System.Text.Json;

namespace Fastchat.Server;

/// <summary>
/// Writes every REST exchange as a line of JSON into the folder that FASTCHAT_REST_RECORDINGS names, for the check against
/// the OpenAPI document that runs behind the C# suites (tests/peers/recorded.mjs): no JSON Schema validator for .NET can be
/// restored here. Without the variable nothing is written.
/// </summary>
internal sealed class RestRecorder(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("FASTCHAT_REST_RECORDINGS");
    private static readonly Lock Gate = new();

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (string.IsNullOrEmpty(Folder)) return response;
        var test = TestContext.Current.Test?.TestDisplayName ?? TestContext.Current.TestClass?.TestClassName ?? "";
        var content = response.Content;
        var path = request.RequestUri!.PathAndQuery;
        var recorded = new StreamContent(new RecordedStream(
            await content.ReadAsStreamAsync(cancellationToken), (body, whole) => Write(test, request.Method.Method, path, response, content, body, whole)));
        foreach (var (name, values) in content.Headers) recorded.Headers.TryAddWithoutValidation(name, values);
        response.Content = recorded;
        return response;
    }

    private static void Write(string test, string method, string path, HttpResponseMessage response, HttpContent content, byte[] body, bool whole)
    {
        var line = JsonSerializer.Serialize(new
        {
            test,
            method,
            path,
            status = (int)response.StatusCode,
            contentType = content.Headers.ContentType?.ToString(),
            requestId = response.Headers.TryGetValues("x-request-id", out var ids) ? ids.First() : null,
            body = Convert.ToBase64String(body),
            whole,
        });
        lock (Gate)
        {
            Directory.CreateDirectory(Folder!);
            File.AppendAllText(Path.Combine(Folder!, "Fastchat.Server.Tests.jsonl"), line + "\n");
        }
    }
}
