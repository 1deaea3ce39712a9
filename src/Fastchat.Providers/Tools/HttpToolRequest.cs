using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Fastchat.Contracts.Admin.V1;

namespace Fastchat.Providers.Tools;

/// <summary>The request that a call of a tool is: arguments fill the places of its address, and the others become query or body.</summary>
internal static partial class HttpToolRequest
{
    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Place { get; }

    /// <summary>An address with something in its places.</summary>
    public static string Plain(string url) => Place.Replace(url, "0");

    /// <summary>The request; null when an argument cannot stand in the address.</summary>
    public static HttpRequestMessage? Make(HttpToolSpec spec, JsonObject arguments)
    {
        var placed = new HashSet<string>(StringComparer.Ordinal);
        var isRight = true;
        var url = Place.Replace(spec.Url, match =>
        {
            var name = match.Groups[1].Value;
            placed.Add(name);

            // Dots would lead to another place than the one that is stated.
            if (Text(arguments[name]) is { } text && text.Trim('.').Length > 0) return Uri.EscapeDataString(text);
            isRight = false;
            return "";
        });
        if (!isRight) return null;
        var rest = arguments.Where(a => !placed.Contains(a.Key)).ToList();
        var method = HttpMethod.Parse(spec.Method);
        var inQuery = method == HttpMethod.Get || method == HttpMethod.Delete;
        if (inQuery && rest.Count > 0) url = $"{url}{(url.Contains('?') ? '&' : '?')}{string.Join('&', rest.SelectMany(a => Pairs(a.Key, a.Value)))}";
        var request = new HttpRequestMessage(method, new Uri(url));
        if (!inQuery)
        {
            var body = new JsonObject(rest.Select(a => KeyValuePair.Create(a.Key, a.Value?.DeepClone())));
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString())) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/*;q=0.9");
        foreach (var (name, value) in spec.Headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    // A list is its items, each under the same name; an object is JSON text.
    private static IEnumerable<string> Pairs(string name, JsonNode? value) => value is JsonArray items ? items.Select(item => Pair(name, item)) : value is null ? [] : [Pair(name, value)];

    private static string Pair(string name, JsonNode? value) => $"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(Text(value) ?? value?.ToJsonString() ?? "")}";

    private static string? Text(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.ToJsonString(),
        _ => null,
    };
}
