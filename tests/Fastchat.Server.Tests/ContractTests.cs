using System.Net;
using System.Text.RegularExpressions;
using Fastchat.Contracts.Options.V1;
using Google.Api;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Fastchat.Server;

public sealed partial class ContractTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly TestServer _server = shared.Server;

    /// <summary>Every verb and path of the contract that needs a key.</summary>
    public static TheoryData<string, string> Paths
    {
        get
        {
            var paths = new TheoryData<string, string>();
            foreach (var (verb, path) in Rules(isPublic: false).Distinct()) paths.Add(verb, path);
            return paths;
        }
    }

    /// <summary>Every method of the contract that needs a key.</summary>
    public static TheoryData<string> Methods => [.. Contract.Methods.Values.Where(m => !Access(m).Public).Select(m => m.FullName)];

    // What may be called by GET over REST may be so over Connect: a mark lost breaks callers, a mark too many lets links do harm.
    [Fact]
    public void MarksOfNoSideEffects_AreOnTheUnaryMethodsThatRestReadsByGet() => Assert.Equal(
        Names(m => !m.IsServerStreaming && ReadsByGet(m)),
        Names(m => m.GetOptions().IdempotencyLevel == MethodOptions.Types.IdempotencyLevel.NoSideEffects));

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Paths))]
    public async Task Path_WithoutKey_Answers401(string verb, string path)
    {
        var answer = await _server.RestAs(null).SendAsync(new HttpRequestMessage(new HttpMethod(verb), path));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal("missing_api_key", answer.Error.GetProperty("code").GetString());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("/v1/chat/ws")]
    [InlineData("/v1/responses")]
    public async Task WebSocket_WithoutKey_IsRefusedBeforeTheHandshake(string path)
    {
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;

        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => socket.ConnectAsync(new Uri(_server.Host.Address.ToString().Replace("http", "ws", StringComparison.Ordinal).TrimEnd('/') + path), TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.Unauthorized, socket.HttpStatusCode);
    }

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Methods))]
    public async Task Method_WithoutKey_AnswersUnauthenticated(string name)
    {
        var method = Contract.Methods[name];

        var refused = await Assert.ThrowsAsync<RpcException>(() => Contract.CallAsync(_server.GrpcAs(null), method, Contract.EmptyRequest(method)));

        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task PublicPaths_WithoutKey_Answer200()
    {
        foreach (var (_, path) in Rules(isPublic: true))
            Assert.Equal(HttpStatusCode.OK, (await _server.RestAs(null).GetAsync(path)).Status);
    }

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Methods))]
    public async Task Method_EmptyRequest_IsNeverTheServersFault(string name)
    {
        var method = Contract.Methods[name];
        var key = TenantIsolationTests.IsOfTenants(method) ? TestServer.ApiKey : TestServer.AdminKey;

        var refused = await Record.ExceptionAsync(() => Contract.CallAsync(_server.GrpcAs(key), method, Contract.EmptyRequest(method)));

        if (refused is not null) Assert.True(Assert.IsType<RpcException>(refused).StatusCode is StatusCode.InvalidArgument or StatusCode.NotFound, refused.Message);
    }

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Paths))]
    public async Task Path_BodyThatIsNoJson_IsNeverTheServersFault(string verb, string path)
    {
        var key = path.StartsWith("/v1/admin", StringComparison.Ordinal) ? TestServer.AdminKey : TestServer.ApiKey;

        var answer = await _server.RestAs(key).SendAsync(new HttpRequestMessage(new HttpMethod(verb), path)
        {
            Content = verb is "GET" or "DELETE" ? null : new StringContent("{\"messages\": [", System.Text.Encoding.UTF8, "application/json"),
        });

        Assert.InRange((int)answer.Status, 200, 499);
    }

    private static IEnumerable<(string Verb, string Path)> Rules(bool isPublic) =>
        from method in Contract.Methods.Values
        where Access(method).Public == isPublic
        let rule = method.GetOptions().GetExtension(AnnotationsExtensions.Http)
        where rule is not null
        from binding in rule.AdditionalBindings.Prepend(rule)
        where binding.Custom is not { Kind: "WEBSOCKET" }
        select Bound(binding);

    private static (string Verb, string Path) Bound(HttpRule rule)
    {
        var (verb, path) = rule.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => ("GET", rule.Get),
            HttpRule.PatternOneofCase.Post => ("POST", rule.Post),
            HttpRule.PatternOneofCase.Patch => ("PATCH", rule.Patch),
            HttpRule.PatternOneofCase.Put => ("PUT", rule.Put),
            HttpRule.PatternOneofCase.Delete => ("DELETE", rule.Delete),
            _ => throw new NotSupportedException($"{rule} is of a kind this test does not know."),
        };
        return (verb, Variable().Replace(path, "some"));
    }

    // Where REST has another method at the path, the name says it.
    private static bool ReadsByGet(MethodDescriptor method) => method.GetOptions().GetExtension(AnnotationsExtensions.Http) is { } rule
        ? rule.PatternCase == HttpRule.PatternOneofCase.Get
        : method.Name.StartsWith("Get", StringComparison.Ordinal) || method.Name.StartsWith("List", StringComparison.Ordinal);

    private static IEnumerable<string> Names(Func<MethodDescriptor, bool> where) => Contract.Methods.Values.Where(where).Select(m => m.FullName).Order();

    private static Access Access(MethodDescriptor method) => method.GetOptions().GetExtension(AccessExtensions.Access);

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Variable();
}
