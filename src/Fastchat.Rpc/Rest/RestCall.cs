using System.Buffers;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Framing;
using Fastchat.Rpc.Http;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Fastchat.Rpc.Rest;

/// <summary>A call that came by REST: the request from path, query and body; a <see cref="RestResponse"/> writes the answer.</summary>
internal sealed class RestCall : ServerCall
{
    private readonly RestEndpoint _endpoint;
    private readonly string[] _path;
    private readonly RpcOptions _options;
    private RestBinding _binding;
    private RestResponse _response;
    private byte[]? _body;
    private MultipartRequests? _parts;
    private bool _read;

    public RestCall(HttpContext http, RestEndpoint endpoint, string[] path, RpcOptions options, Heartbeats heartbeats) : base(http, endpoint.Plain.Method)
    {
        Heartbeats = heartbeats;
        _endpoint = endpoint;
        _path = path;
        _options = options;
        _binding = endpoint.Plain;
        _response = RestResponse.For(this, _binding);
    }

    /// <summary>What keeps silent event streams alive.</summary>
    public Heartbeats Heartbeats { get; }

    // The request may yet choose the twin that streams.
    private protected override bool EndsWithTheHost => _endpoint.Chooses || base.EndsWithTheHost;

    internal override Task ServeAsync() => _endpoint.Chooses ? ChooseAndServeAsync() : ServeChosenAsync();

    internal override ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_binding.Multipart is { } multipart) return ReadPart(multipart);
        if (_read) return default;
        _read = true;
        return ReadRequestAsync();
    }

    internal override ValueTask WriteAsync(IMessage message, WriteFlags flags) => _response.WriteAsync(message, flags);

    internal override ValueTask FlushAsync() => _response.FlushAsync();

    protected override ValueTask StartResponseAsync() => _response.StartAsync();

    protected override async ValueTask FinishAsync(RpcFault? fault)
    {
        if (_parts is not null) await _parts.DisposeAsync();
        if (fault is null) await _response.EndAsync();
        else if (Http.Response.HasStarted) await _response.BreakAsync(fault);
        else await RestError.WriteAsync(Http, fault, Trailers);
    }

    // Behind the interceptors: a caller whom they refuse must not make us hold a body.
    private async Task ChooseAndServeAsync()
    {
        if (_binding.HasBody) _body = await ReadBodyAsync();
        var chosen = _body is null ? _endpoint.Choose(Http.Request.Query) : _endpoint.Choose(_body, _options.MaxJsonDepth);
        if (chosen != _binding)
        {
            _binding = chosen;
            _response = RestResponse.For(this, chosen);
            RpcMethod = chosen.Method;
        }

        await ServeChosenAsync();
    }

    private Task ServeChosenAsync() => _response is SseRestResponse events ? ServeEventsAsync(events) : base.ServeAsync();

    private async Task ServeEventsAsync(SseRestResponse events)
    {
        try
        {
            await base.ServeAsync();
        }
        finally
        {
            await events.StopHeartbeatsAsync();
        }
    }

    private async ValueTask<IMessage?> ReadRequestAsync()
    {
        var request = _binding.HasBody ? ReadBody(_body ?? await ReadBodyAsync()) : _binding.Method.Descriptor.InputType.Parser.ParseFrom(ReadOnlySpan<byte>.Empty);
        _body = null;
        _binding.BindUrl(request, Http.Request, _path);
        return request;
    }

    private IMessage ReadBody(ReadOnlySpan<byte> body) =>
        body.IsEmpty ? _binding.EmptyRequest() : RequestJson.Read(body, _binding.Method, _binding.BodyField, _options.MaxJsonDepth, Http);

    // What the path says comes before the form, as a message of its own: whoever it refuses need not send the rest.
    private ValueTask<IMessage?> ReadPart(MultipartBinding multipart)
    {
        var isFirst = _parts is null;
        _parts ??= new MultipartRequests(Http.Request, multipart, CancellationToken);
        if (!isFirst || _binding.Variables.Count == 0) return _parts.NextAsync();
        var request = _binding.Method.Descriptor.InputType.Parser.ParseFrom(ReadOnlySpan<byte>.Empty);
        _binding.BindUrl(request, Http.Request, _path);
        return new ValueTask<IMessage?>(request);
    }

    // The whole of a JSON body; another kind of body, and one compressed in an unknown way, is refused unread.
    private async ValueTask<byte[]> ReadBodyAsync()
    {
        if (Http.Request.ContentType is { Length: > 0 } contentType && !IsJson(contentType))
        {
            throw new RpcFaultException(new RpcFault(StatusCode.InvalidArgument, $"This path takes application/json, but the Content-Type is '{contentType}'.")
            {
                Reason = "UNSUPPORTED_MEDIA_TYPE",
                HttpStatus = 415,
            });
        }

        var compression = Compression.Find(Header("content-encoding"));
        var body = await RequestBody.ReadAsync(Http.Request, _options.MaxJsonBodySize, CancellationToken);
        return compression is null ? body : compression.Decompress(new ReadOnlySequence<byte>(body), _options.MaxJsonBodySize).ToArray();
    }

    private static bool IsJson(string contentType) =>
        contentType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        || (MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.SubType.Equals("json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)));
}
