using System.Net;
using System.Text.Json.Nodes;
using Fastchat.Testing;

namespace Fastchat.Server.CommandLine;

public sealed class SignInTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeClock _clock = new();
    private readonly StringWriter _terminal = new();
    private readonly ScriptedProvider _provider = new();
    private readonly TokenFile _file;

    public SignInTests() => _file = new TokenFile(Path.Combine(_folder.Path, "fastchat", "token.json"));

    public void Dispose()
    {
        _provider.Dispose();
        _terminal.Dispose();
        _folder.Dispose();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Login_ConfirmedAfterAWhile_KeepsTheToken()
    {
        _provider.Answers("authorization_pending", "slow_down", null);

        await LoginAsync();

        Assert.Equal("the-token", await SignIn().TokenAsync());
        Assert.Contains("Open https://login.example/device?code=AB-CD in a browser and confirm the code AB-CD", _terminal.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("the-token", _terminal.ToString(), StringComparison.Ordinal);

        // Five seconds, five more, and then ten: it was asked to slow down.
        Assert.Equal(TimeSpan.FromSeconds(20), _provider.At[^1] - _provider.At[0]);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Login_Kept_IsReadableByItsOwnerAlone()
    {
        _provider.Answers((string?)null);

        await LoginAsync();

        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_file.Path));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(_file.Path)!));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("access_denied", "refused")]
    [InlineData("expired_token", "expired")]
    [InlineData("invalid_client", "invalid_client")]
    public async Task Login_Refused_SaysWhy(string error, string word)
    {
        _provider.Answers(error);

        Assert.Contains(word, (await Assert.ThrowsAsync<CommandException>(LoginAsync)).Message, StringComparison.Ordinal);
        Assert.Null(_file.Read());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Login_NeverConfirmed_EndsWithTheCode()
    {
        _provider.Answers([.. Enumerable.Repeat("authorization_pending", 100)]);

        Assert.Contains("expired", (await Assert.ThrowsAsync<CommandException>(LoginAsync)).Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Login_ServerWithoutSignIn_SaysSo()
    {
        _provider.Config = [];

        Assert.Contains("no identity provider", (await Assert.ThrowsAsync<CommandException>(LoginAsync)).Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Login_EndpointOverPlainHttp_IsNotAsked()
    {
        _provider.Config["device_authorization_endpoint"] = "http://login.example/device_authorization";

        Assert.Contains("HTTPS", (await Assert.ThrowsAsync<CommandException>(LoginAsync)).Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Token_Over_IsRenewedAndKept()
    {
        _file.Write(Kept("refresh-1"));
        _clock.Advance(TimeSpan.FromMinutes(5));
        _provider.Answers((string?)null);

        Assert.Equal("the-token", await SignIn().TokenAsync());
        Assert.Equal(("the-token", "refresh-1"), (_file.Read()!.AccessToken, _file.Read()!.RefreshToken));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Token_OverAndNotToBeRenewed_AsksForLogin()
    {
        _file.Write(Kept(refresh: null));
        _clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Contains("login", (await Assert.ThrowsAsync<CommandException>(SignIn().TokenAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_Damaged_SaysWhatToDo()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file.Path)!);
        File.WriteAllText(_file.Path, "{");

        Assert.Contains("login", Assert.Throws<CommandException>(_file.Read).Message, StringComparison.Ordinal);
    }

    private KeptToken Kept(string? refresh) =>
        new("https://chat.example", "old", _clock.GetUtcNow() + TimeSpan.FromMinutes(5), refresh, "https://login.example/token", "terminal", null);

    private SignIn SignIn() => new(new HttpClient(_provider, disposeHandler: false), _file, _clock, _terminal);

    private async Task LoginAsync()
    {
        _provider.Clock = _clock;
        var login = SignIn().LoginAsync("https://chat.example/");
        while (!login.IsCompleted)
        {
            if (_clock.Waiting > 0) _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await login;
    }

    private sealed class ScriptedProvider : HttpMessageHandler
    {
        private readonly Queue<string?> _answers = new();

        public TimeProvider Clock { get; set; } = TimeProvider.System;

        public List<DateTimeOffset> At { get; } = [];

        public JsonObject Config { get; set; } = new()
        {
            ["device_client_id"] = "terminal",
            ["scopes"] = new JsonArray("openid"),
            ["device_authorization_endpoint"] = "https://login.example/device_authorization",
            ["token_endpoint"] = "https://login.example/token",
        };

        public void Answers(params string?[] errors) => Array.ForEach(errors, _answers.Enqueue);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var (status, body) = request.RequestUri!.AbsolutePath switch
            {
                "/v1/auth/config" => (HttpStatusCode.OK, Config),
                "/device_authorization" => (HttpStatusCode.OK, new JsonObject
                {
                    ["device_code"] = "d",
                    ["user_code"] = "AB-CD",
                    ["verification_uri"] = "https://login.example/device",
                    ["verification_uri_complete"] = "https://login.example/device?code=AB-CD",
                    ["expires_in"] = 60,
                    ["interval"] = 5,
                }),
                _ when _answers.Dequeue() is { } error => (HttpStatusCode.BadRequest, new JsonObject { ["error"] = error }),
                _ => (HttpStatusCode.OK, new JsonObject { ["access_token"] = "the-token", ["expires_in"] = 300 }),
            };
            if (request.Method == HttpMethod.Post) At.Add(Clock.GetUtcNow());
            return Task.FromResult(new HttpResponseMessage(status) { RequestMessage = request, Content = new StringContent(body.ToJsonString(), null, "application/json") });
        }
    }
}
