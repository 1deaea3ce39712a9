using System.Security.Cryptography;
using System.Text;
using Fastchat.Rpc.Calls;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Fastchat.Rpc.WebSockets;

/// <summary>
/// The opening handshake, read at once and accepted later: until then a call can be refused in plain HTTP. Source: RFC 6455,
/// section 4.2; over HTTP/2, RFC 8441.
/// </summary>
internal sealed class Handshake
{
    private const string Version = "13";
    private const string KeySuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>The refusal of one WebSocket more than the server may have.</summary>
    public static readonly RpcFault TooMany = new(StatusCode.Unavailable, "The server has as many WebSockets as it may have; try again later.") { Reason = "TOO_MANY_WEBSOCKETS" };

    private readonly HttpContext _http;
    private readonly string? _key;

    private Handshake(HttpContext http, string? key, Subprotocols offered)
    {
        _http = http;
        _key = key;
        Subprotocol = offered.Chosen;
    }

    /// <summary>The form that the client asks for by name; null when its first message decides.</summary>
    public string? Subprotocol { get; }

    /// <summary>Whether a request asks for a WebSocket.</summary>
    public static bool IsAsked(HttpContext http)
    {
        if (http.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect) return connect.Protocol == "websocket";
        return HttpMethods.IsGet(http.Request.Method)
            && Names(http.Request.Headers.Upgrade, "websocket")
            && http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true };
    }

    /// <summary>
    /// Reads the request. What belongs to the handshake leaves its headers: they become the call's metadata, and a key that
    /// came as a subprotocol is found there as the <c>authorization</c> that it is.
    /// </summary>
    /// <exception cref="RpcFaultException">The request is malformed.</exception>
    public static Handshake Read(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (headers.SecWebSocketVersion != Version) throw Refused(http, $"Sec-WebSocket-Version must be {Version}.", StatusCodes.Status426UpgradeRequired);
        var isConnect = http.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };
        var key = isConnect ? null : (string?)headers.SecWebSocketKey ?? "";
        if (key is not null && !IsKey(key)) throw Refused(http, "Sec-WebSocket-Key must be 16 bytes in base64.", StatusCodes.Status400BadRequest);
        var offered = Subprotocols.Read(headers.SecWebSocketProtocol);
        if (offered.Token is { } token && headers.Authorization.Count == 0) headers.Authorization = $"Bearer {token}";
        headers.Remove("Sec-WebSocket-Version");
        headers.Remove("Sec-WebSocket-Key");
        headers.Remove("Sec-WebSocket-Protocol");

        // Extensions are not offered back: compression would let an attacker measure secrets beside his own text, and costs memory per connection.
        headers.Remove("Sec-WebSocket-Extensions");
        return new Handshake(http, key, offered);
    }

    /// <summary>Says 101, or 200 over HTTP/2; from then on the stream carries frames.</summary>
    public async Task<Stream> AcceptAsync()
    {
        var headers = _http.Response.Headers;
        if (Subprotocol is not null) headers.SecWebSocketProtocol = Subprotocol;
        if (_key is null) return await _http.Features.GetRequiredFeature<IHttpExtendedConnectFeature>().AcceptAsync();
        headers.Connection = "Upgrade";
        headers.Upgrade = "websocket";
        headers.SecWebSocketAccept = Accept(_key);
        try
        {
            return await _http.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        }
        catch (InvalidOperationException e)
        {
            // So Kestrel says that there are as many as it is allowed to have: see RpcLimits.
            headers.Remove("Connection");
            headers.Remove("Upgrade");
            headers.Remove("Sec-WebSocket-Accept");
            headers.Remove("Sec-WebSocket-Protocol");
            throw new RpcFaultException(TooMany, e);
        }
    }

    // SHA-1 is the RFC's word here, and protects nothing.
#pragma warning disable CA5350
    private static string Accept(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + KeySuffix)));
#pragma warning restore CA5350

    private static bool IsKey(string key) => key.Length == 24 && Convert.TryFromBase64String(key, stackalloc byte[18], out var length) && length == 16;

    private static bool Names(StringValues header, string name) =>
        header.Any(line => line is not null && line.Split(',', StringSplitOptions.TrimEntries).Contains(name, StringComparer.OrdinalIgnoreCase));

    private static RpcFaultException Refused(HttpContext http, string message, int status)
    {
        if (status == StatusCodes.Status426UpgradeRequired) http.Response.Headers.SecWebSocketVersion = Version;
        return new RpcFaultException(new RpcFault(StatusCode.InvalidArgument, message) { Reason = "INVALID_HANDSHAKE", HttpStatus = status });
    }
}
