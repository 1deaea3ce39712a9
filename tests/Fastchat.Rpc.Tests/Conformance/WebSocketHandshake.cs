using System.Net;

namespace Fastchat.Rpc.Conformance;

/// <summary>The client's side of opening a WebSocket. Sources: RFC 6455, section 4.1; RFC 8441, section 5.</summary>
internal static class WebSocketHandshake
{
    // Of RFC 6455's own example, section 1.3, with the answer that it must have.
    private const string Key = "dGhlIHNhbXBsZSBub25jZQ==";
    private const string Answer = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    public static HttpRequestMessage Request(ConformanceCase @case, HttpClient client, string subprotocol)
    {
        var isHttp2 = client.DefaultRequestVersion == HttpVersion.Version20;
        var request = new HttpRequestMessage(isHttp2 ? HttpMethod.Connect : HttpMethod.Get, Path(@case)) { Version = client.DefaultRequestVersion, VersionPolicy = client.DefaultVersionPolicy };
        if (isHttp2) request.Headers.Protocol = "websocket";
        foreach (var (name, value) in isHttp2 ? [] : new[] { ("connection", "Upgrade"), ("upgrade", "websocket"), ("sec-websocket-key", Key) }) request.Headers.TryAddWithoutValidation(name, value);
        request.Headers.TryAddWithoutValidation("sec-websocket-version", "13");
        request.Headers.TryAddWithoutValidation("sec-websocket-protocol", subprotocol);
        request.Headers.TryAddWithoutValidation("sec-websocket-extensions", "permessage-deflate");
        foreach (var (name, value) in @case.Metadata.Select(MetadataLines.Split)) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    /// <summary>Whether the server's answer opens the WebSocket; if so it must name the subprotocol, and no extension.</summary>
    public static bool IsAccepted(HttpResponseMessage response, string subprotocol)
    {
        if (response.StatusCode != (response.Version == HttpVersion.Version20 ? HttpStatusCode.OK : HttpStatusCode.SwitchingProtocols)) return false;
        Assert.Equal([subprotocol], response.Headers.GetValues("sec-websocket-protocol"));
        Assert.False(response.Headers.Contains("sec-websocket-extensions"));
        if (response.Version == HttpVersion.Version11) Assert.Equal([Answer], response.Headers.GetValues("sec-websocket-accept"));
        return true;
    }

    private static string Path(ConformanceCase @case) =>
        $"/fastchat.wiretest.v1.ConformanceService/{@case.ProtoMethod}{(@case.TimeoutMs is { } timeout ? $"?rpc-timeout-ms={timeout}" : "")}";
}
