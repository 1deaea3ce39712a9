using System.Collections.Frozen;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Connect;
using Fastchat.Rpc.Framing;
using Fastchat.Rpc.Grpc;
using Fastchat.Rpc.Rest;
using Fastchat.Rpc.WebSockets;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fastchat.Rpc.Http;

/// <summary>
/// The entry of every request: (1) CORS, (2) a WebSocket's handshake at a path that takes one, (3) a method's own path → the
/// protocol that the content type names, or Connect by GET, (4) a path of google.api.http → REST, (5) none of ours → the next
/// middleware.
/// </summary>
internal sealed class RpcDispatcher : IDisposable
{
    // What Kestrel allows unless told otherwise: a single message below it needs no more.
    private const int KestrelsBodyLimit = 30_000_000;

    private readonly FrozenDictionary<string, RpcMethod> _methods;
    private readonly FrozenDictionary<string, WireProtocol> _protocols;
    private readonly FrozenDictionary<string, WireProtocol>.AlternateLookup<ReadOnlySpan<char>> _protocolsBySpan;
    private readonly ConnectGetProtocol _get;
    private readonly RestRoutes _routes;
    private readonly CallFailures _failures;
    private readonly RpcOptions _options;
    private readonly Cors _cors;
    private readonly Heartbeats _heartbeats;
    private readonly WebSocketProtocol _webSockets;

    public RpcDispatcher(RpcMethodTable table, RestRoutes routes, CallFailures failures, RpcOptions options)
    {
        _methods = table.Methods.ToFrozenDictionary(m => m.FullName, StringComparer.Ordinal);
        _get = new ConnectGetProtocol(options);
        _routes = routes;
        _failures = failures;
        _options = options;
        _cors = new Cors(options);
        _heartbeats = new Heartbeats(options);
        _webSockets = new WebSocketProtocol(failures, options);
        _protocols = Protocols(options).ToFrozenDictionary(p => p.ContentType, p => p.Protocol, StringComparer.OrdinalIgnoreCase);
        _protocolsBySpan = _protocols.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (_cors.Handle(http)) return Task.CompletedTask;
        var path = http.Request.Path.Value!;
        if (!HttpMethods.IsPost(http.Request.Method) && Handshake.IsAsked(http) && FindSocket(http, path) is { } target) return _webSockets.ServeAsync(http, target);
        if (_methods.TryGetValue(path, out var method)) return CallAsync(http, method);
        RequestIds.Show(http);
        if (_routes.Match(http, out var segments) is { } verbs) return RestAsync(http, verbs, segments);
        return Protocol(http) is GrpcProtocol grpc ? grpc.RefuseAsync(http, _failures.Sign(Unimplemented(path))).AsTask() : next(http);
    }

    /// <inheritdoc />
    public void Dispose() => _heartbeats.Dispose();

    private static IEnumerable<(string ContentType, WireProtocol Protocol)> Protocols(RpcOptions options)
    {
        var codecs = new MessageCodec[] { ProtoCodec.Instance, ProtoJsonCodec.Instance };
        foreach (var (type, variant) in new[] { ("application/grpc", GrpcVariant.Native), ("application/grpc-web", GrpcVariant.Web), (GrpcProtocol.TextType, GrpcVariant.WebText) })
        {
            yield return (type, new GrpcProtocol(variant, ProtoCodec.Instance, type, options));
            foreach (var codec in codecs) yield return ($"{type}+{codec.Name}", new GrpcProtocol(variant, codec, $"{type}+{codec.Name}", options));
        }

        foreach (var codec in codecs)
        {
            yield return (ConnectHeaders.UnaryPrefix + codec.Name, new ConnectProtocol(streaming: false, codec, options));
            yield return (ConnectHeaders.StreamPrefix + codec.Name, new ConnectProtocol(streaming: true, codec, options));
        }
    }

    private SocketTarget? FindSocket(HttpContext http, string path)
    {
        if (_methods.TryGetValue(path, out var method)) return new SocketTarget(method, null, []);
        return _routes.Match(http, out var segments)?.GetValueOrDefault(WebSocketProtocol.Verb) is { Plain: var binding } ? new SocketTarget(binding.Method, binding, segments) : null;
    }

    private async Task CallAsync(HttpContext http, RpcMethod method)
    {
        var gettable = method is { Type: MethodType.Unary, Safe: true };
        var get = gettable && HttpMethods.IsGet(http.Request.Method);
        if (!get && !HttpMethods.IsPost(http.Request.Method))
        {
            RequestIds.Show(http);
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            http.Response.Headers.Allow = gettable ? "GET, POST" : "POST";
            return;
        }

        var protocol = get ? _get : Protocol(http);
        if (protocol is not GrpcProtocol { IsNative: true }) RequestIds.Show(http);
        if (protocol is null)
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            http.Response.Headers["Accept-Post"] = string.Join(", ", _protocols.Keys);
            return;
        }

        if (protocol.Check(http, method) is { } refusal)
        {
            await protocol.RefuseAsync(http, _failures.Sign(refusal));
            return;
        }

        if (method.ClientStreams || _options.MaxReceiveMessageSize >= KestrelsBodyLimit) LiftLimits(http, method);
        ServerCall call;
        try
        {
            call = protocol.Open(http, method);
        }
        catch (RpcFaultException e)
        {
            await protocol.RefuseAsync(http, _failures.Sign(e.Fault));
            return;
        }

        using (call) await call.RunAsync(_failures);
    }

    private async Task RestAsync(HttpContext http, IReadOnlyDictionary<string, RestEndpoint> verbs, string[] segments)
    {
        if (!verbs.TryGetValue(http.Request.Method, out var endpoint) && !verbs.TryGetValue(RestBinding.AnyVerb, out endpoint))
        {
            if (HttpMethods.IsGet(http.Request.Method) && verbs.ContainsKey(WebSocketProtocol.Verb))
            {
                await WebSocketProtocol.RequireUpgradeAsync(http);
                return;
            }

            var allowed = string.Join(", ", verbs.Keys.Where(v => v != WebSocketProtocol.Verb));
            http.Response.Headers.Allow = allowed;
            await RestError.WriteAsync(http, new RpcFault(StatusCode.Unimplemented, $"{http.Request.Method} is not offered here. This path takes {allowed}.")
            {
                Reason = "METHOD_NOT_ALLOWED",
                HttpStatus = StatusCodes.Status405MethodNotAllowed,
                Type = "invalid_request_error",
            });
            return;
        }

        LiftLimits(http, endpoint.Plain.Method);
        using var call = new RestCall(http, endpoint, segments, _options, _heartbeats);
        await call.RunAsync(_failures);
    }

    private WireProtocol? Protocol(HttpContext http)
    {
        var type = http.Request.ContentType.AsSpan();
        var end = type.IndexOf(';');
        return _protocolsBySpan.TryGetValue((end < 0 ? type : type[..end]).Trim(), out var protocol) ? protocol : null;
    }

    // Messages have limits of their own, and a stream has no natural length or pace.
    private static void LiftLimits(HttpContext http, RpcMethod method)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        if (method.ClientStreams && http.Features.Get<Microsoft.AspNetCore.Server.Kestrel.Core.Features.IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
    }

    private static RpcFault Unimplemented(string path) => new(StatusCode.Unimplemented, $"There is no method {path}.") { Reason = "UNKNOWN_METHOD" };
}
