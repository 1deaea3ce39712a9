using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Testing;

/// <summary>Lets a host listen in memory.</summary>
public static class KestrelInMemoryExtensions
{
    /// <summary>Lets Kestrel listen on <paramref name="transport"/>, beside or instead of ports.</summary>
    public static IWebHostBuilder UseKestrelInMemory(this IWebHostBuilder host, KestrelInMemoryTransport transport, Action<ListenOptions>? configureListen = null) => host
        .ConfigureServices(services => services.AddSingleton<IConnectionListenerFactory>(transport))
        .ConfigureKestrel(kestrel => kestrel.Listen(transport.EndPoint, listen => configureListen?.Invoke(listen)));
}
