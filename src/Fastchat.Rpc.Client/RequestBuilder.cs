using System.Net;
using System.Net.Http.Headers;
using Fastchat.Rpc.Client.Endpoints;
using Grpc.Core;

namespace Fastchat.Rpc.Client;

/// <summary>Builds the HTTP requests of a call, one for each attempt. Source: gRPC over HTTP/2, "Requests"; gRPC-Web.</summary>
internal sealed class RequestBuilder(RpcChannelOptions channel, IMethod method, string? host, CallOptions options, CallDeadline? deadline)
{
    /// <summary>Metadata that says how a call's requests are compressed, and is not sent: the key that gRPC's C# libraries have for it.</summary>
    public const string EncodingKey = "grpc-internal-encoding-request";

    private static readonly MediaTypeHeaderValue Grpc = new(ContentTypeOf(WireFormat.Grpc));
    private static readonly MediaTypeHeaderValue GrpcWeb = new($"{ContentTypeOf(WireFormat.GrpcWeb)}+proto");
    private static readonly string UserAgent = $"grpc-csharp-fastchat/{typeof(RequestBuilder).Assembly.GetName().Version!.ToString(3)}";

    public static string ContentTypeOf(WireFormat format) => format == WireFormat.GrpcWeb ? "application/grpc-web" : "application/grpc";

    /// <summary>How a call's requests are compressed.</summary>
    /// <exception cref="RpcException">INTERNAL: in no way that is known here.</exception>
    public static string? EncodingOf(RpcChannelOptions channel, CallOptions options)
    {
        var encoding = options.Headers?.GetValue(EncodingKey) ?? channel.RequestCompression;
        if (!Compression.IsKnown(encoding)) throw new RpcException(new Status(StatusCode.Internal, $"Requests cannot be compressed by '{encoding}'; known are gzip and deflate."));
        return encoding;
    }

    public async ValueTask<HttpRequestMessage> BuildAsync(Endpoint endpoint, int previousAttempts, HttpContent content, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint.AddressOf(method))
        {
            Version = channel.HttpVersion,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        content.Headers.ContentType = channel.WireFormat == WireFormat.GrpcWeb ? GrpcWeb : Grpc;

        var headers = request.Headers;
        if (host is not null) headers.Host = host;
        // Over HTTP/1.1 the field belongs to the connection, and gRPC-Web has no trailers to ask for.
        if (channel.WireFormat == WireFormat.Grpc) headers.TryAddWithoutValidation("te", "trailers");
        else headers.TryAddWithoutValidation("x-grpc-web", "1");
        if (deadline is not null) headers.TryAddWithoutValidation("grpc-timeout", GrpcTimeout.Format(deadline.Remaining));
        if (EncodingOf(channel, options) is { } encoding and not "identity") headers.TryAddWithoutValidation("grpc-encoding", encoding);
        headers.TryAddWithoutValidation("grpc-accept-encoding", Compression.Accepted);
        if (previousAttempts > 0) headers.TryAddWithoutValidation("grpc-previous-rpc-attempts", $"{previousAttempts}");

        if (await CollectAsync(endpoint, cancellationToken) is { } metadata) MetadataHeaders.Write(metadata, request);
        // A caller may name itself.
        if (!headers.NonValidated.Contains("user-agent")) headers.TryAddWithoutValidation("user-agent", UserAgent);
        return request;
    }

    private async ValueTask<Metadata?> CollectAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        var ofChannel = channel.Credentials?.CallCredentials;
        if (ofChannel is null && options.Credentials is null) return options.Headers;
        if (!channel.MayCarryCredentials(endpoint.Address)) throw new RpcException(CredentialErrors.Cleartext(endpoint.Address));

        // A copy: one caller may use the same metadata for many calls.
        var metadata = new Metadata();
        foreach (var entry in options.Headers ?? Metadata.Empty) metadata.Add(entry);
        var context = new AuthInterceptorContext(new Uri(endpoint.Address, method.ServiceName).ToString(), method.Name, cancellationToken);
        try
        {
            if (ofChannel is not null) await ofChannel.ApplyAsync(context, metadata);
            if (options.Credentials is { } ofCall) await ofCall.ApplyAsync(context, metadata);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RpcException(CredentialErrors.ToStatus(exception));
        }

        return metadata;
    }
}
