using System.Net;
using System.Text.Json.Nodes;

namespace Fastchat.Governance.Identity.Tokens;

/// <summary>The documents of a made-up identity provider, and how often they were asked for.</summary>
internal sealed class FakeProvider(string issuer, params SigningKey[] keys) : HttpMessageHandler
{
    public const string Address = "https://login.example";

    private int _asked;

    /// <summary>What it publishes.</summary>
    public SigningKey[] Keys { get; set; } = keys;

    /// <summary>Whether it does not answer.</summary>
    public bool Away { get; set; }

    /// <summary>What it says of itself; null for the truth.</summary>
    public string? ClaimedIssuer { get; set; }

    /// <summary>Where it says that its keys are.</summary>
    public string KeysAddress { get; set; } = Address + "/keys";

    /// <summary>What else it publishes as keys.</summary>
    public List<JsonObject> Odd { get; } = [];

    /// <summary>How often its keys were asked for.</summary>
    public int Asked => Volatile.Read(ref _asked);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Away)
        {
            Interlocked.Increment(ref _asked);
            throw new HttpRequestException("Nobody listens there.");
        }

        return Task.FromResult(request.RequestUri!.AbsolutePath switch
        {
            "/.well-known/openid-configuration" => Json(new JsonObject
            {
                ["issuer"] = ClaimedIssuer ?? issuer,
                ["jwks_uri"] = KeysAddress,
                ["authorization_endpoint"] = Address + "/auth",
                ["token_endpoint"] = "http://elsewhere.example/token",
                ["device_authorization_endpoint"] = Address + "/device",
            }),
            "/keys" => Count(Json(new JsonObject { ["keys"] = new JsonArray([.. Keys.Select(k => k.Jwk), .. Odd.Select(o => o.DeepClone())]) })),
            "/long" => new HttpResponseMessage { Content = new StringContent(new string(' ', 2_000_000)) },
            "/moved" => new HttpResponseMessage(HttpStatusCode.Redirect) { Headers = { Location = new Uri(Address + "/keys") } },
            _ => new HttpResponseMessage(HttpStatusCode.NotFound),
        });
    }

    private HttpResponseMessage Count(HttpResponseMessage response)
    {
        Interlocked.Increment(ref _asked);
        return response;
    }

    private static HttpResponseMessage Json(JsonObject document) => new() { Content = new StringContent(document.ToJsonString()) };
}
