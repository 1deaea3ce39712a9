using System.Globalization;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Http;
using Fastchat.Testing;
using Fastchat.Tools;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Server;

/// <summary>A server with two tenants, each of which owns things of each kind, and whatever further ones a test asks for.</summary>
public sealed class TwoTenants : IAsyncLifetime
{
    private readonly Lazy<Task<OwnedIds>> _control;
    private int _made;

    /// <summary>Not started yet.</summary>
    public TwoTenants() => _control = new(FreshAsync);

    /// <summary>The server.</summary>
    public TestServer Server { get; private set; } = null!;

    /// <summary>What the caller owns.</summary>
    public OwnedIds Mine { get; private set; } = null!;

    /// <summary>What the other tenant owns.</summary>
    public OwnedIds Theirs { get; private set; } = null!;

    /// <summary>What statements are given.</summary>
    internal WatchedDatabase Statements { get; private set; } = null!;

    /// <summary>A further tenant that tests may change, as long as they destroy nothing.</summary>
    internal Task<OwnedIds> ControlAsync() => _control.Value;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        Server = await TestServer.StartAsync(configure: builder =>
        {
            Statements = builder.Watch();

            // So that tools have a second page as well.
            builder.Services.AddSingleton<ITool>(new FakeTool("another"));
        });
        Mine = await TenantThings.MakeAsync(Server, TestServer.ApiKey);
        Theirs = await FreshAsync();
    }

    /// <summary>A new tenant with things of each kind.</summary>
    internal async Task<OwnedIds> FreshAsync() =>
        await TenantThings.MakeAsync(Server, await Server.AddTenantAsync(string.Create(CultureInfo.InvariantCulture, $"tenant{Interlocked.Increment(ref _made)}")));

    /// <summary>All ways to call a method.</summary>
    internal IEnumerable<Door> DoorsOf(string method) =>
        Door.Of(Server.Host.Services.GetRequiredService<RpcMethodTable>().Methods.Single(m => m.Descriptor.FullName == method));

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
