using System.Net.Http.Json;
using System.Text.Json;
using Fastchat.Governance.Identity.Tokens;

namespace Fastchat.Server.CommandLine;

/// <summary>Signs a person in at a terminal: the server says with whom, the browser does the rest. Source: RFC 8628.</summary>
internal sealed class SignIn(HttpClient http, TokenFile file, TimeProvider clock, TextWriter terminal)
{
    private const string DeviceCode = "urn:ietf:params:oauth:grant-type:device_code";

    // RFC 8628, sections 3.2 and 3.5.
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SlowDown = TimeSpan.FromSeconds(5);

    // One that ends while it is on its way would be refused.
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(30);

    /// <summary>Signs in at a server and keeps the token.</summary>
    /// <exception cref="CommandException">The server offers no signing in, or the issuer refuses.</exception>
    public async Task LoginAsync(string server)
    {
        var way = await WayAsync(server.TrimEnd('/'));
        using var begun = await PostAsync(way.DeviceAuthorizationEndpoint, [("client_id", way.ClientId), ("scope", way.Scope), ("resource", way.Resource)]);
        var begin = begun.RootElement;
        if (Error(begin) is { } error) throw new CommandException($"The identity provider refuses: {error}.");
        var url = Text(begin, "verification_uri_complete") ?? Text(begin, "verification_uri");
        await terminal.WriteLineAsync($"Open {url} in a browser and confirm the code {Text(begin, "user_code")}.");
        var token = await PollAsync(way, begin);
        file.Write(Keep(way.Server, token, way.TokenEndpoint, way.ClientId, way.Resource, refresh: null));
        await terminal.WriteLineAsync($"Signed in. The token is kept in {file.Path}.");
    }

    /// <summary>The token that is kept, renewed when it is over.</summary>
    /// <exception cref="CommandException">There is none, or it is over and cannot be renewed.</exception>
    public async Task<string> TokenAsync()
    {
        var kept = file.Read() ?? throw new CommandException("Nobody is signed in; use 'login'.");
        if (kept.ExpiresAt is not { } end || end - Reserve > clock.GetUtcNow()) return kept.AccessToken;
        if (kept.RefreshToken is not { } refresh) throw new CommandException("The token has expired; sign in again with 'login'.");
        using var answer = await PostAsync(kept.TokenEndpoint, [("grant_type", "refresh_token"), ("refresh_token", refresh), ("client_id", kept.ClientId), ("resource", kept.Resource)]);
        if (Error(answer.RootElement) is { } error) throw new CommandException($"The token cannot be renewed ({error}); sign in again with 'login'.");
        var renewed = Keep(kept.Server, answer.RootElement, kept.TokenEndpoint, kept.ClientId, kept.Resource, refresh);
        file.Write(renewed);
        return renewed.AccessToken;
    }

    private async Task<DeviceSignIn> WayAsync(string server)
    {
        if (!ProviderDocuments.IsAllowed(server, allowHttp: true)) throw new CommandException($"'{server}' is no address of a server, such as https://chat.example.com.");
        using var response = await http.GetAsync(new Uri($"{server}/v1/auth/config"));
        if (!response.IsSuccessStatusCode) throw new CommandException($"{server} answered {(int)response.StatusCode} when asked how to sign in.");
        using var config = await JsonAsync(response);
        var said = config.RootElement;
        var (client, device, token) = (Text(said, "device_client_id"), Text(said, "device_authorization_endpoint"), Text(said, "token_endpoint"));
        if (client is null || device is null || token is null) throw new CommandException($"{server} has no identity provider with which one signs in at a terminal.");
        var scopes = said.TryGetProperty("scopes", out var list) ? string.Join(' ', list.EnumerateArray().Select(s => s.GetString())) : "";
        return new DeviceSignIn(server, client, scopes, Text(said, "resource"), device, token);
    }

    private async Task<JsonElement> PollAsync(DeviceSignIn way, JsonElement begun)
    {
        var interval = Seconds(begun, "interval") ?? DefaultInterval;
        var end = clock.GetUtcNow() + (Seconds(begun, "expires_in") ?? TimeSpan.FromMinutes(10));
        while (clock.GetUtcNow() < end)
        {
            await Task.Delay(interval, clock);
            using var answer = await PostAsync(
                way.TokenEndpoint, [("grant_type", DeviceCode), ("device_code", Text(begun, "device_code")), ("client_id", way.ClientId), ("resource", way.Resource)]);
            switch (Error(answer.RootElement))
            {
                case null: return answer.RootElement.Clone();
                case "authorization_pending": break;
                case "slow_down": interval += SlowDown; break;
                case "access_denied": throw new CommandException("Signing in was refused.");
                case "expired_token": throw new CommandException("The code has expired; begin again.");
                case { } error: throw new CommandException($"The identity provider refuses: {error}.");
            }
        }

        throw new CommandException("The code has expired; begin again.");
    }

    private KeptToken Keep(string server, JsonElement answer, string endpoint, string client, string? resource, string? refresh) => new(
        server,
        Text(answer, "access_token") ?? throw new CommandException("The identity provider gave no token."),
        Seconds(answer, "expires_in") is { } life ? clock.GetUtcNow() + life : null,
        Text(answer, "refresh_token") ?? refresh,
        endpoint,
        client,
        resource);

    private async Task<JsonDocument> PostAsync(string address, IEnumerable<(string Name, string? Value)> fields)
    {
        if (!ProviderDocuments.IsAllowed(address, allowHttp: false)) throw new CommandException($"'{address}' is no HTTPS address.");
        using var form = new FormUrlEncodedContent(fields.Where(f => !string.IsNullOrEmpty(f.Value)).Select(f => KeyValuePair.Create(f.Name, f.Value!)));
        using var response = await http.PostAsync(new Uri(address), form);
        return await JsonAsync(response);
    }

    private static async Task<JsonDocument> JsonAsync(HttpResponseMessage response)
    {
        try
        {
            return (await response.Content.ReadFromJsonAsync<JsonDocument>())!;
        }
        catch (JsonException)
        {
            throw new CommandException($"{response.RequestMessage!.RequestUri!.GetLeftPart(UriPartial.Path)} answered {(int)response.StatusCode} without JSON.");
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static TimeSpan? Seconds(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var seconds) && seconds >= 0 ? TimeSpan.FromSeconds(seconds) : null;

    private static string? Error(JsonElement json) => Text(json, "error");
}
