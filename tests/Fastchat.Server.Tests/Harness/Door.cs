using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Json;
using Fastchat.Rpc.Rest;
using Fastchat.Rpc.WebSockets;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fastchat.Server;

/// <summary>One way to call a method: gRPC, or one of its REST routes. WebSockets are not among them: what they carry is what gRPC does.</summary>
/// <param name="Name">What it is called in failures.</param>
/// <param name="Binding">The route; null for gRPC.</param>
internal sealed partial record Door(string Name, MethodDescriptor Method, RestBinding? Binding)
{
    /// <summary>All ways to call a method.</summary>
    public static IEnumerable<Door> Of(RpcMethod method) =>
        [new Door("gRPC", method.Descriptor, null), .. RestBinding.Of(method).Where(b => b.Verb != WebSocketProtocol.Verb).Select(b => new Door($"{b.Verb} {b.Template.Text}", method.Descriptor, b))];

    /// <summary>Calls it with a key, or with none.</summary>
    public async Task<Answer> AskAsync(TestServer server, string? key, IMessage request) =>
        Binding is null ? await Contract.AnswerAsync(server.GrpcAs(key), Method, request) : await server.RestAs(key).AnswerAsync(Request(Binding, request));

    /// <summary>The REST call that a request is.</summary>
    private static HttpRequestMessage Request(RestBinding binding, IMessage request)
    {
        var rest = Json(request);
        var path = Variable().Replace(binding.Template.Text, hole => Uri.EscapeDataString(Take(rest, hole.Groups["name"].Value)));
        if (binding.Multipart is not null) return new HttpRequestMessage(HttpMethod.Post, path) { Content = Upload() };
        var body = binding.BodyField is { } field ? rest[field.Name] as JsonObject ?? [] : rest;
        if (binding.HasBody && binding.Stream is { When.Length: > 0 } stream) body[stream.When] = true;
        return binding.HasBody
            ? new HttpRequestMessage(new HttpMethod(binding.Verb), path) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json")) }
            : new HttpRequestMessage(new HttpMethod(binding.Verb), path + Query(rest));
    }

    // In the shape that REST callers write: names of enums and unions as the contract shapes them.
    private static JsonObject Json(IMessage message)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) JsonPlan.For(message.Descriptor).Write(writer, message);
        return JsonNode.Parse(stream.ToArray())!.AsObject();
    }

    private static string Take(JsonObject from, string name)
    {
        var value = from[name]?.ToString() is { Length: > 0 } text ? text : "0";
        from.Remove(name);
        return value;
    }

    private static string Query(JsonObject values)
    {
        var pairs = values.SelectMany(v => (v.Value is JsonArray list ? list : [v.Value?.DeepClone()]).OfType<JsonValue>().Select(one => $"{v.Key}={Uri.EscapeDataString(one.ToString())}")).ToList();
        return pairs.Count == 0 ? "" : $"?{string.Join('&', pairs)}";
    }

    private static MultipartFormDataContent Upload() => new() { { new StringContent("assistants"), "purpose" }, { new ByteArrayContent("text"u8.ToArray()), "file", "a.txt" } };

    [GeneratedRegex(@"\{(?<name>\w+)(=[^}]*)?\}")]
    private static partial Regex Variable();
}
