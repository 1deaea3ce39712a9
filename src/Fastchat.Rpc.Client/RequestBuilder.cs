using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;

namespace Fastchat.Rpc.Client;

/// <summary>Builds the HTTP request of a call. Source: gRPC over HTTP/2, "Requests".</summary>
internal static class RequestBuilder
{
    private static readonly MediaTypeHeaderValue ContentType = new("application/grpc");
    private static readonly string UserAgent = $"grpc-csharp-fastchat/{typeof(RequestBuilder).Assembly.GetName().Version!.ToString(3)}";

    public static async ValueTask<HttpRequestMessage> BuildAsync(
        RpcChannel channel, IMethod method, string? host, CallOptions options, TimeSpan? timeout, HttpContent content, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, channel.AddressOf(method))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        content.Headers.ContentType = ContentType;

        var headers = request.Headers;
        if (host is not null) headers.Host = host;
        headers.TryAddWithoutValidation("te", "trailers");
        if (timeout is { } allowed) headers.TryAddWithoutValidation("grpc-timeout", GrpcTimeout.Format(allowed));
        headers.TryAddWithoutValidation("grpc-accept-encoding", "gzip,identity");

        var metadata = await CollectAsync(channel.Options.Credentials, options, cancellationToken);
        if (metadata is not null) MetadataHeaders.Write(metadata, headers);
        // A caller may name itself.
        if (!headers.NonValidated.Contains("user-agent")) headers.TryAddWithoutValidation("user-agent", UserAgent);
        return request;
    }

    private static async ValueTask<Metadata?> CollectAsync(CallCredentials? ofChannel, CallOptions options, CancellationToken cancellationToken)
    {
        if (ofChannel is null && options.Credentials is null) return options.Headers;

        // A copy: one caller may use the same metadata for many calls.
        var metadata = new Metadata();
        foreach (var entry in options.Headers ?? Metadata.Empty) metadata.Add(entry);
        if (ofChannel is not null) await ofChannel.ApplyAsync(metadata, cancellationToken);
        if (options.Credentials is { } ofCall) await ofCall.ApplyAsync(metadata, cancellationToken);
        return metadata;
    }
}
