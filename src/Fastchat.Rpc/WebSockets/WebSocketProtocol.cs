using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Http;
using Fastchat.Rpc.Rest;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Fastchat.Rpc.WebSockets;

/// <summary>Streaming methods over WebSockets: RFC 6455, and over HTTP/2 RFC 8441.</summary>
/// <param name="failures">Turns exceptions into faults.</param>
/// <param name="options">Limits, times and origins.</param>
internal sealed class WebSocketProtocol(CallFailures failures, RpcOptions options)
{
    /// <summary>The verb under which bindings of kind WEBSOCKET stand; no request can name it, for it holds a space.</summary>
    public const string Verb = "GET (WebSocket)";

    /// <summary>The kind of custom binding in google.api.http that binds a path to WebSockets.</summary>
    public const string BindingKind = "WEBSOCKET";

    /// <summary>Serves a request that asks for a WebSocket.</summary>
    public async Task ServeAsync(HttpContext http, SocketTarget target)
    {
        RequestIds.Show(http);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        http.RequestAborted = gone.Token;
        WebSocketCall call;
        try
        {
            if (Check(http, target.Method) is { } refusal) throw new RpcFaultException(refusal);
            call = new WebSocketCall(http, target, Handshake.Read(http), options, gone);
        }
        catch (RpcFaultException e)
        {
            await RestError.WriteAsync(http, e.Fault);
            return;
        }

        LiftLimits(http);
        using (call)
        {
            await call.RunAsync(failures);
            await call.CloseAsync();
        }
    }

    /// <summary>Replies to a plain request for a path that is bound to WebSockets. Source: RFC 9110, section 15.5.22.</summary>
    public static ValueTask RequireUpgradeAsync(HttpContext http)
    {
        // HTTP/2 knows no Upgrade: there the handshake is a CONNECT.
        if (HttpProtocol.IsHttp11(http.Request.Protocol))
        {
            http.Response.Headers.Upgrade = "websocket";
            http.Response.Headers.Connection = "Upgrade";
        }

        return RestError.WriteAsync(http, new RpcFault(StatusCode.InvalidArgument, "This path takes WebSockets.") { Reason = "UPGRADE_REQUIRED", HttpStatus = StatusCodes.Status426UpgradeRequired });
    }

    private RpcFault? Check(HttpContext http, RpcMethod method)
    {
        if (!IsAllowed(http.Request)) return new RpcFault(StatusCode.PermissionDenied, "Pages of this origin may not call.") { Reason = "ORIGIN_NOT_ALLOWED" };
        return method.Type == MethodType.Unary
            ? new RpcFault(StatusCode.Unimplemented, $"{method.FullName} is unary: it is called by POST, not over a WebSocket.") { Reason = "METHOD_IS_UNARY" }
            : null;
    }

    // CORS does not rule WebSockets: a browser connects wherever a page says, and only tells whose page it is (RFC 6455, section 10.2).
    private bool IsAllowed(HttpRequest request)
    {
        var origin = (string?)request.Headers.Origin;
        if (origin is null || options.AllowedOrigins.Contains("*") || options.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase)) return true;

        // The page is our own; behind a proxy that ends TLS the schemes differ.
        return Uri.TryCreate(origin, UriKind.Absolute, out var page) && string.Equals(page.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }

    // Messages have limits of their own, and a conversation has no natural length or pace; over HTTP/2 the server counts it as a body.
    private static void LiftLimits(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
    }
}
