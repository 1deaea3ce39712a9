using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Fastchat.Rpc.Client.Tests.Configuration;
using Grpc.Core;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Fastchat.Rpc.Client.Tests;

public sealed class CredentialsTests
{
    private static readonly CallCredentials Token = CallCredentials.FromInterceptor((_, metadata) =>
    {
        metadata.Add("authorization", "Bearer t");
        return Task.CompletedTask;
    });

    [Fact]
    public void Channel_CleartextToAnotherMachine_TakesCredentialsOnlyWhenAllowed()
    {
        var options = new RpcChannelOptions { Credentials = ChannelCredentials.Create(ChannelCredentials.Insecure, Token) };

        Assert.Contains("cleartext", Assert.Throws<ArgumentException>(() => RpcChannel.ForAddress("http://chat.example", options)).Message, StringComparison.Ordinal);
        RpcChannel.ForAddress("http://127.0.0.1:1", options).Dispose();
        RpcChannel.ForAddress("http://chat.example", options with { UnsafeUseInsecureChannelCallCredentials = true }).Dispose();
    }

    [Theory]
    [InlineData("http://127.0.0.1:1", true)]
    [InlineData("https://127.0.0.1:1", false)]
    public void Channel_CredentialsOfTheOtherScheme_AreRefused(string address, bool secure) =>
        Assert.Throws<ArgumentException>(() => RpcChannel.ForAddress(address, new RpcChannelOptions { Credentials = secure ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure }));

    [Fact(Timeout = Limits.Test)]
    public async Task Call_CleartextToAnotherMachine_IsUnauthenticatedAndSendsNothing()
    {
        var asked = false;
        var credentials = CallCredentials.FromInterceptor((_, _) =>
        {
            asked = true;
            return Task.CompletedTask;
        });
        using var channel = RpcChannel.ForAddress("http://chat.example");

        using var call = new TextClient(channel.CreateCallInvoker()).Unary("hi", new CallOptions(credentials: credentials));

        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
        Assert.False(asked);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(null, StatusCode.Unavailable)]
    [InlineData(StatusCode.Unauthenticated, StatusCode.Unauthenticated)]
    [InlineData(StatusCode.PermissionDenied, StatusCode.PermissionDenied)]
    [InlineData(StatusCode.NotFound, StatusCode.Internal)]
    [InlineData(StatusCode.OK, StatusCode.Internal)]
    public async Task Call_CredentialsFail_EndsWithWhatThatMeans(StatusCode? thrown, StatusCode expected)
    {
        await using var server = await RawServer.StartAsync(http => http.Response.AnswerAsync(["ok"]));
        var credentials = CallCredentials.FromInterceptor((_, _) =>
            throw (thrown is { } code ? new RpcException(new Status(code, "no token")) : new IOException("no token")));

        using var call = server.Client.Unary("hi", new CallOptions(credentials: credentials));

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(expected, failure.StatusCode);
        Assert.Contains("no token", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Call_Retried_AsksTheCredentialsAgain()
    {
        var time = new ManualTime();
        var tokens = 0;
        var credentials = CallCredentials.FromInterceptor((_, metadata) =>
        {
            metadata.Add("x-token", $"{++tokens}");
            return Task.CompletedTask;
        });
        await using var server = await RawServer.StartAsync(
            async http =>
            {
                if (http.Request.Headers["x-token"] == "1") http.Response.StatusCode = 503;
                else await http.Response.AnswerAsync([http.Request.Headers["x-token"].ToString()]);
            },
            new RpcChannelOptions { TimeProvider = time, Random = new FixedRandom(), ServiceConfig = RetryPolicies.Unavailable() });

        using var call = server.Client.Unary("hi", new CallOptions(credentials: credentials));
        time.Advance(await time.NextWaitAsync());

        Assert.Equal("2", (await call).Value);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Credentials_Composed_KnowWhatIsCalled()
    {
        var context = new TaskCompletionSource<AuthInterceptorContext>();
        var other = CallCredentials.FromInterceptor((about, metadata) =>
        {
            context.SetResult(about);
            metadata.Add("x-other", "o");
            return Task.CompletedTask;
        });
        await using var server = await RawServer.StartAsync(http => http.Response.AnswerAsync([$"{http.Request.Headers.Authorization} {http.Request.Headers["x-other"]}"]));

        Assert.Equal("Bearer t o", (await server.Client.Unary("hi", new CallOptions(credentials: CallCredentials.Compose(Token, other)))).Value);
        Assert.Equal(($"{server.Address}test.Text", "Unary"), ((await context.Task).ServiceUrl, (await context.Task).MethodName));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Tls_OwnAuthorityAndClientCertificate_AreUsed()
    {
        using var certificates = new Certificates();
        using var ofServer = certificates.Create("server");
        using var ofClient = certificates.Create("client");
        await using var server = await StartTlsAsync(ofServer, certificates, http => http.Response.AnswerAsync([$"{http.Connection.ClientCertificate!.Subject} {http.Request.Headers.Authorization}"]));
        using var channel = RpcChannel.ForAddress(server.Address, new RpcChannelOptions
        {
            Credentials = ChannelCredentials.Create(ChannelCredentials.SecureSsl, Token),
            Tls = new SslClientAuthenticationOptions { CertificateChainPolicy = certificates.Trust(), ClientCertificates = [ofClient] },
        });

        Assert.Equal("CN=client Bearer t", (await new TextClient(channel.CreateCallInvoker()).Unary("hi")).Value);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Tls_UnknownAuthority_IsUnavailable()
    {
        using var certificates = new Certificates();
        using var ofServer = certificates.Create("server");
        await using var server = await StartTlsAsync(ofServer, certificates, http => http.Response.AnswerAsync(["ok"]));
        using var channel = RpcChannel.ForAddress(server.Address);

        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => new TextClient(channel.CreateCallInvoker()).Unary("hi").ResponseAsync)).StatusCode);
    }

    [Fact]
    public void Tls_ForCleartext_IsRefused() =>
        Assert.Throws<ArgumentException>(() => RpcChannel.ForAddress("http://127.0.0.1:1", new RpcChannelOptions { Tls = new SslClientAuthenticationOptions() }));

    private static Task<RawServer> StartTlsAsync(X509Certificate2 certificate, Certificates certificates, RequestDelegate handler) => RawServer.StartAsync(
        handler,
        listen: on => on.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.ClientCertificateValidation = (shown, chain, _) => shown.Issuer == certificates.Authority.Subject;
        }));
}
