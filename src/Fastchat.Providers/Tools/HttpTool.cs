using System.Net.Http.Headers;
using System.Text;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Foundation;
using Fastchat.Providers.Models;
using Fastchat.Providers.Net;
using Fastchat.Tools;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Providers.Tools;

/// <summary>
/// A tool that is an HTTP call, over connections that a guard makes. It follows no redirects. What its headers keep secret stands in
/// nothing that it gives.
/// </summary>
public sealed class HttpTool : ITool, IDisposable
{
    private const int DefaultResult = 64 * 1024;
    private const int LongestRefusal = 8 * 1024;
    private const string Mask = "***";
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    private readonly HttpToolSpec _spec;
    private readonly IReadOnlyList<string> _secrets;
    private readonly UpstreamWords _words;
    private readonly AddressGuard _guard;
    private readonly HttpMessageInvoker _http;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _timeout;

    /// <summary>A tool as it is stated.</summary>
    /// <param name="stated">Its name and all else; checked.</param>
    /// <param name="clock">The clock of its patience.</param>
    public HttpTool(StatedTool stated, TimeProvider clock)
    {
        Name = stated.Name;
        _spec = stated.Spec;
        _secrets = [.. stated.Secrets.Where(s => s.Length > 3).OrderByDescending(s => s.Length)];
        _words = new UpstreamWords([.. stated.Secrets, .. stated.Spec.Headers.Values]);
        _timeout = stated.Spec.Timeout?.ToTimeSpan() ?? DefaultTimeout;
        _guard = Guard(stated.Spec);
        _http = new HttpMessageInvoker(_guard.Handler(_timeout));
        _clock = clock;
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public string Description => _spec.Description;

    /// <inheritdoc />
    public Struct Parameters => _spec.Parameters;

    /// <inheritdoc />
    public bool RequiresApproval => _spec.RequiresApproval;

    /// <summary>Refuses a tool whose address can be seen not to be for the server to call.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE or ADDRESS_FORBIDDEN.</exception>
    public static void Check(HttpToolSpec spec) => Guard(spec).Check(HttpToolRequest.Plain(spec.Url), "url");

    /// <inheritdoc />
    public async ValueTask<ToolResult> CallAsync(ToolInvocation call, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            if (HttpToolRequest.Make(_spec, call.Arguments) is not { } request) return ToolResult.Failed(ToolOutcome.InvalidArguments, "An argument that is part of the address must be text, a number, true or false, and neither empty nor dots.");
            using (request)
            {
                using var response = await _http.SendAsync(request, either.Token);
                return await ReadAsync(response, either.Token);
            }
        }
        catch (Exception e) when (e is FastchatException || e.InnerException is FastchatException)
        {
            return ToolResult.Failed(ToolOutcome.Unreachable, "The server may not call the tool's address: it is not public.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return ToolResult.Failed(ToolOutcome.Unreachable, "The tool cannot be reached, or broke off its answer.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ToolResult.Failed(ToolOutcome.Timeout, FormattableString.Invariant($"The tool took longer than {_timeout.TotalSeconds} s."));
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private static AddressGuard Guard(HttpToolSpec spec) => new(spec.AllowPrivateAddresses);

    private async ValueTask<ToolResult> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var longest = response.IsSuccessStatusCode ? _spec.HasMaxResultBytes ? _spec.MaxResultBytes : DefaultResult : LongestRefusal;
        var (bytes, isWhole) = await ReadAsync(response.Content, longest, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            var said = _words.Clean(IsText(response.Content.Headers.ContentType) ? Encoding.UTF8.GetString(bytes) : null);
            return ToolResult.Failed(ToolOutcome.Failed, $"The tool answered with the status {(int)response.StatusCode}{(said is null ? "." : $": {said}")}");
        }

        if (!isWhole) return ToolResult.Failed(ToolOutcome.TooLarge, $"The tool gave more than {longest} bytes.");
        if (bytes.Length > 0 && !IsText(response.Content.Headers.ContentType)) return ToolResult.Failed(ToolOutcome.Failed, "The tool gave neither text nor JSON.");
        return ToolResult.Ok(Clean(Encoding.UTF8.GetString(bytes)));
    }

    private static async ValueTask<(byte[] Bytes, bool IsWhole)> ReadAsync(HttpContent content, int longest, CancellationToken cancellationToken)
    {
        await using var body = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[longest + 1];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return (buffer[..Math.Min(length, longest)], length <= longest);
    }

    // Services that tell what they were sent would tell it to the model, and the model to anybody.
    private string Clean(string text)
    {
        foreach (var secret in _secrets) text = text.Replace(secret, Mask, StringComparison.Ordinal);
        return text;
    }

    private static bool IsText(MediaTypeHeaderValue? type) => type?.MediaType is null or "application/json" or "application/xml" or "application/yaml"
        || type.MediaType.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
        || type.MediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
        || type.MediaType.EndsWith("+xml", StringComparison.OrdinalIgnoreCase);
}
