using System.Net;
using System.Text;
using System.Text.Json;
using Fastchat.Rpc.Http;
using Fastchat.Rpc.Rest;
using Fastchat.Rpc.WebSockets;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Rpc.Json;

/// <summary>
/// The files of a JSON parsing suite as bodies: y_ must be taken where any JSON may stand, n_ must be refused everywhere, others may
/// be either, none may fail. So must bombs of nesting.
/// </summary>
public sealed class JsonSuiteTests
{
    // Where any JSON may stand.
    private static readonly (string Path, string Before, string After)[] OpenPlaces =
    [
        ("/v1/values", "", ""),
        ("/v1/scalars", "{\"any\":", "}"),
        ("/v1/scalars", "{\"open\":{\"a\":", "}}"),
        ("/v1/scalars", "{\"list\":[0,", "]}"),
        ("/v1/scalars", "{\"unknown\":", "}"),
        ("/v1/conversations", "{\"messages\":[{\"extra\":", "}]}"),
        ("/v1/kinds", "{\"value_by_name\":{\"a\":", "}}"),
    ];

    [Fact(Timeout = Limits.Test)]
    public async Task OpenPlace_EveryFile_IsTakenOrRefusedAsItsNameSays()
    {
        var files = Files();
        await using var server = await WireServer.StartAsync();
        var wrong = new List<string>();
        foreach (var (path, before, after) in OpenPlaces)
        {
            // An empty body is an empty message by intent, not a piece of JSON.
            foreach (var (name, bytes) in files.Where(f => f.Bytes.Length + before.Length > 0))
            {
                var reply = await PostAsync(server, path, [.. Encoding.UTF8.GetBytes(before), .. bytes, .. Encoding.UTF8.GetBytes(after)]);
                if (!IsRight(name, reply.Status)) wrong.Add($"{path} {before}{name}: {(int)reply.Status} {reply.Text}");
            }
        }

        Assert.Empty(wrong.Concat(server.Log.Lines));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ConnectBody_EveryFile_IsTakenOrRefusedAsItsNameSays()
    {
        var files = Files();
        await using var server = await WireServer.StartAsync();
        var wrong = new List<string>();
        foreach (var (name, bytes) in files)
        {
            var reply = await PostAsync(server, "/fastchat.wiretest.v1.ShapeService/TakeValue", [.. "{\"value\":"u8, .. bytes, .. "}"u8]);
            if (!IsRight(name, reply.Status)) wrong.Add($"{name}: {(int)reply.Status} {reply.Text}");
        }

        Assert.Empty(wrong.Concat(server.Log.Lines));
    }

    // Most files are no object: whatever the shape says to them, it is an answer to the caller and not a failure.
    [Fact(Timeout = Limits.Test)]
    public async Task WholeBody_EveryFileOnEveryBinding_IsAnswered()
    {
        var files = Files();
        await using var server = await WireServer.StartAsync();
        var wrong = new List<string>();
        foreach (var (verb, path) in JsonBindings(server))
        {
            foreach (var (name, bytes) in files.Where(f => f.Bytes.Length > 0))
            {
                var reply = await server.SendAsync(new HttpMethod(verb), path, WireServer.Bytes(bytes, "application/json"));
                var right = name.StartsWith("n_", StringComparison.Ordinal)
                    ? reply.Status == HttpStatusCode.BadRequest && Code(reply) is "invalid_json" or "invalid_value"
                    : reply.Status is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.BadRequest;
                if (!right) wrong.Add($"{verb} {path} {name}: {(int)reply.Status} {reply.Text}");
            }
        }

        Assert.Empty(wrong.Concat(server.Log.Lines));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Bomb_OnEveryBinding_Is400()
    {
        await using var server = await WireServer.StartAsync();
        var brackets = new string('[', 100_000);
        string[] bombs = [brackets, brackets + new string(']', 100_000), string.Concat(Enumerable.Repeat("{\"a\":", 100_000)), "{\"a\":" + brackets, "{\"a\":" + brackets + new string(']', 100_000) + "}"];
        foreach (var (verb, path) in JsonBindings(server))
        {
            foreach (var bomb in bombs)
            {
                var reply = await server.SendAsync(new HttpMethod(verb), path, WireServer.Bytes(Encoding.ASCII.GetBytes(bomb), "application/json"));

                Assert.True(reply.Status == HttpStatusCode.BadRequest, $"{verb} {path}: {(int)reply.Status} {reply.Text}");
            }
        }

        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Bomb_InsideAString_IsText()
    {
        await using var server = await WireServer.StartAsync();
        var json = "{\"text\":\"" + new string('[', 100_000) + "\"}";

        Assert.Equal(json, (await server.PostJsonAsync("/v1/say", json)).Text);
    }

    private static IEnumerable<(string Verb, string Path)> JsonBindings(WireServer server)
    {
        var bindings = server.Services.GetRequiredService<RpcMethodTable>().Methods.SelectMany(RestBinding.Of).Where(b => b.HasBody && b.Multipart is null && b.Verb != WebSocketProtocol.Verb).ToList();
        Assert.NotEmpty(bindings);
        return bindings.Select(b => (b.Verb, "/" + string.Join('/', b.Template.Segments.Select(s => s.StartsWith('*') ? "7" : s)) + (b.Template.Verb is { } verb ? ":" + verb : ""))).Distinct();
    }

    private static bool IsRight(string name, HttpStatusCode status) => name[..2] switch
    {
        "y_" => status is HttpStatusCode.OK or HttpStatusCode.Created,
        "n_" => status == HttpStatusCode.BadRequest,
        _ => status is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.BadRequest,
    };

    private static Task<WireReply> PostAsync(WireServer server, string path, byte[] body) =>
        server.SendAsync(HttpMethod.Post, path, WireServer.Bytes(body, "application/json"));

    private static string? Code(WireReply reply) => JsonElement.Parse(reply.Text).GetProperty("error").GetProperty("code").GetString();

    private static List<(string Name, byte[] Bytes)> Files()
    {
        var folder = Path.Combine(CorpusFolder(), "json-suite");
        return [.. Directory.EnumerateFiles(folder, "*.json").Order().Select(f => (Path.GetFileName(f), File.ReadAllBytes(f)))];
    }

    private static string CorpusFolder()
    {
        var folder = Environment.GetEnvironmentVariable("FASTCHAT_CORPORA") is { Length: > 0 } named ? named : Above();
        if (folder is null || !Directory.Exists(folder)) Assert.Skip("The test corpora are absent: set FASTCHAT_CORPORA to their folder.");
        return folder;
    }

    private static string? Above()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "corpora");
            if (Directory.Exists(candidate)) return candidate;
        }

        return null;
    }
}
