using Fastchat.Rpc.Interop;

namespace Fastchat.Rpc.Client.Tests.Interop;

/// <summary>One server for all tests of a class.</summary>
public sealed class InteropFixture : IAsyncLifetime
{
    private InteropServer? _server;

    public string Address => _server!.Address;

    public async ValueTask InitializeAsync() => _server = await InteropServer.StartAsync(port: 0, TimeSpan.FromSeconds(5));

    public ValueTask DisposeAsync() => _server!.DisposeAsync();
}
