using System.Net;
using System.Text;
using Fastchat.Rpc.Http;
using Google.Api;
using Google.Protobuf.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Server;

/// <summary>The files of a JSON parsing suite, and bombs of nesting, as bodies of everything that takes JSON: none is the server's fault.</summary>
public sealed class JsonSuiteTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly TestServer _server = shared.Server;
    private RestClient? _admin;

    [Fact(Timeout = 120_000)]
    public async Task Body_EveryFileOnEveryPath_IsTakenOrRefused()
    {
        var files = Directory.EnumerateFiles(Folder(), "*.json").Order().Select(f => (Name: Path.GetFileName(f), Bytes: File.ReadAllBytes(f))).Where(f => f.Bytes.Length > 0).ToList();
        var wrong = new List<string>();
        foreach (var (verb, path) in JsonPaths())
        {
            foreach (var (name, bytes) in files)
            {
                var answer = await SendAsync(verb, path, bytes);
                var right = name.StartsWith("n_", StringComparison.Ordinal) ? answer.Status == HttpStatusCode.BadRequest : (int)answer.Status is >= 200 and < 500;
                if (!right) wrong.Add($"{verb} {path} {name}: {answer}");
            }
        }

        Assert.Empty(wrong);
    }

    // An unknown member of a chat completion is open JSON: it is kept.
    [Fact(Timeout = 120_000)]
    public async Task UnknownMember_EveryFile_IsTakenOrRefusedAsItsNameSays()
    {
        var wrong = new List<string>();
        foreach (var file in Directory.EnumerateFiles(Folder(), "*.json").Order())
        {
            byte[] body = [.. "{\"model\":\"extractive\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"other\":"u8, .. File.ReadAllBytes(file), .. "}"u8];
            var answer = await SendAsync("POST", "/v1/chat/completions", body);
            var right = Path.GetFileName(file)[..2] switch
            {
                "y_" => answer.Status == HttpStatusCode.OK,
                "n_" => answer.Status == HttpStatusCode.BadRequest,
                _ => answer.Status is HttpStatusCode.OK or HttpStatusCode.BadRequest,
            };
            if (!right) wrong.Add($"{Path.GetFileName(file)}: {answer}");
        }

        Assert.Empty(wrong);
    }

    [Fact(Timeout = 120_000)]
    public async Task Body_Bomb_Is400()
    {
        var open = new string('[', 100_000);
        foreach (var (verb, path) in JsonPaths())
        {
            foreach (var bomb in new[] { open, $"{{\"x\":{open}{new string(']', 100_000)}}}", string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) })
            {
                var answer = await SendAsync(verb, path, Encoding.ASCII.GetBytes(bomb));

                Assert.True(answer.Status == HttpStatusCode.BadRequest, $"{verb} {path}: {answer}");
            }
        }
    }

    // Of the server as it runs, not of the contract as it is written.
    private List<(string Verb, string Path)> JsonPaths()
    {
        var methods = _server.Host.Services.GetRequiredService<RpcMethodTable>().Methods.Where(m => !m.ClientStreams);
        var paths = methods.SelectMany(m => Rules(m.Descriptor)).Where(r => r.Body.Length > 0).Select(Bound).Distinct().ToList();
        Assert.NotEmpty(paths);
        return paths;
    }

    private static IEnumerable<HttpRule> Rules(MethodDescriptor method) =>
        method.GetOptions()?.GetExtension(AnnotationsExtensions.Http) is { } rule ? rule.AdditionalBindings.Prepend(rule) : [];

    private static (string Verb, string Path) Bound(HttpRule rule)
    {
        var (verb, path) = rule.PatternCase switch
        {
            HttpRule.PatternOneofCase.Post => ("POST", rule.Post),
            HttpRule.PatternOneofCase.Patch => ("PATCH", rule.Patch),
            HttpRule.PatternOneofCase.Put => ("PUT", rule.Put),
            _ => throw new NotSupportedException($"{rule} is of a kind this test does not know."),
        };
        return (verb, System.Text.RegularExpressions.Regex.Replace(path, @"\{[^}]+\}", "some"));
    }

    private Task<RestAnswer> SendAsync(string verb, string path, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        var key = path.Contains("/v1/admin", StringComparison.Ordinal) ? TestServer.AdminKey : TestServer.ApiKey;
        var client = key == TestServer.ApiKey ? _server.Rest : _admin ??= _server.RestAs(key);
        return client.SendAsync(new HttpRequestMessage(new HttpMethod(verb), path) { Content = content });
    }

    private static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "corpora", "json-suite");
            if (Directory.Exists(candidate)) return candidate;
        }

        Assert.Skip("The test corpora are absent: shared/corpora/json-suite lies nowhere above.");
        return "";
    }
}
