using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Http;
using Fastchat.Rpc.Json;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Fastchat.Rpc.Rest;

/// <summary>A call that came by REST: the request from path, query and body; subclasses write the response.</summary>
internal abstract class RestCall : ServerCall
{
    private readonly string[] _path;
    private readonly RpcOptions _options;
    private byte[]? _body;
    private MultipartRequests? _parts;
    private bool _read;

    protected RestCall(HttpContext http, RestBinding binding, string[] path, byte[]? body, RpcOptions options) : base(http, binding.Method)
    {
        Binding = binding;
        _path = path;
        _body = body;
        _options = options;
    }

    protected RestBinding Binding { get; }

    /// <summary>The call that fits the method's response.</summary>
    public static RestCall Open(HttpContext http, RestBinding binding, string[] path, byte[]? body, RpcOptions options)
    {
        if (binding.RawResponse) return new BytesRestCall(http, binding, path, body, options);
        return binding.Method.ServerStreams
            ? new SseRestCall(http, binding, path, body, options)
            : new JsonRestCall(http, binding, path, body, options);
    }

    internal override ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        if (Binding.Multipart is { } multipart) return (_parts ??= new MultipartRequests(Http.Request, multipart, CancellationToken)).NextAsync();
        if (_read) return default;
        _read = true;
        return ReadRequestAsync();
    }

    protected override async ValueTask FinishAsync(RpcFault? fault)
    {
        if (_parts is not null) await _parts.DisposeAsync();
        if (fault is null) await EndAsync();
        else if (Http.Response.HasStarted) await BreakAsync(fault);
        else await RestError.WriteAsync(Http, fault);
    }

    /// <summary>Ends a response that went well.</summary>
    protected abstract ValueTask EndAsync();

    /// <summary>Ends a response that had begun and went wrong.</summary>
    protected abstract ValueTask BreakAsync(RpcFault fault);

    private async ValueTask<IMessage?> ReadRequestAsync()
    {
        var type = Binding.Method.Descriptor.InputType;
        IMessage request;
        if (!Binding.HasBody)
        {
            request = type.Parser.ParseFrom(ReadOnlySpan<byte>.Empty);
        }
        else
        {
            var body = _body ?? await ReadBodyAsync(Http.Request, _options, CancellationToken);
            _body = null;
            var bodyType = Binding.BodyField?.MessageType ?? type;
            var message = body.Length == 0 ? bodyType.Parser.ParseFrom(ReadOnlySpan<byte>.Empty) : ShapedJson.Read(body, bodyType, _options.MaxJsonDepth);
            request = Binding.BodyField is null ? message : Wrap(type, message);
        }

        BindQuery(request);
        foreach (var (variable, field) in Binding.Variables) field.Set(request, [Binding.Template.Capture(variable, _path)], variable.Field);
        return request;
    }

    /// <summary>Reads a JSON body; another kind of body is refused.</summary>
    public static ValueTask<byte[]> ReadBodyAsync(HttpRequest request, RpcOptions options, CancellationToken cancellationToken)
    {
        if (request.ContentType is { Length: > 0 } contentType && !IsJson(contentType))
        {
            throw new RpcFaultException(new RpcFault(StatusCode.InvalidArgument, $"This path takes application/json, but the Content-Type is '{contentType}'.")
            {
                Reason = "UNSUPPORTED_MEDIA_TYPE",
                HttpStatus = 415,
            });
        }

        return RequestBody.ReadAsync(request, options.MaxJsonBodySize, cancellationToken);
    }

    private static bool IsJson(string contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.SubType.Equals("json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase));

    private IMessage Wrap(Google.Protobuf.Reflection.MessageDescriptor type, IMessage body)
    {
        var request = type.Parser.ParseFrom(ReadOnlySpan<byte>.Empty);
        Binding.BodyField!.Accessor.SetValue(request, body);
        return request;
    }

    // Unknown parameters are left alone: clients and proxies add their own.
    private void BindQuery(IMessage request)
    {
        foreach (var (name, values) in Http.Request.Query)
        {
            var path = name.EndsWith("[]", StringComparison.Ordinal) ? name[..^2] : name;
            if (FieldPath.Find(request.Descriptor, path) is { IsHidden: false } field && !(Binding.HasBody && Binding.BodyField is null)) field.Set(request, values, name);
        }
    }
}
