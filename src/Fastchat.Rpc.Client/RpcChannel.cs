using System.Collections.Concurrent;
using Grpc.Core;

namespace Fastchat.Rpc.Client;

/// <summary>
/// A way to one server over HTTP/2: by prior knowledge for <c>http</c>, by ALPN for <c>https</c>. Connections are opened
/// when they are needed and shared by all calls; one channel serves any number of calls at once.
/// </summary>
public sealed class RpcChannel : ChannelBase, IDisposable
{
    private readonly Uri _address;
    private readonly HttpMessageInvoker _http;

    // One entry per method, so it cannot outgrow the contracts; parsing an address anew for each call is not free.
    private readonly ConcurrentDictionary<string, Uri> _methodAddresses = new();

    private RpcChannel(Uri address, RpcChannelOptions options) : base(address.Authority)
    {
        _address = address;
        Options = options;
        _http = options.HttpHandler is { } own
            ? new HttpMessageInvoker(own, disposeHandler: false)
            : new HttpMessageInvoker(Http2Handler.Create(address, options), disposeHandler: true);
    }

    internal RpcChannelOptions Options { get; }

    /// <summary>A channel to a server.</summary>
    /// <param name="address">Scheme, host and port, for example <c>http://127.0.0.1:8080</c>.</param>
    /// <param name="options">What differs from the defaults.</param>
    public static RpcChannel ForAddress(string address, RpcChannelOptions? options = null) =>
        ForAddress(new Uri(address, UriKind.Absolute), options);

    /// <summary>A channel to a server.</summary>
    /// <param name="address">Scheme, host and port, for example <c>http://127.0.0.1:8080</c>.</param>
    /// <param name="options">What differs from the defaults.</param>
    public static RpcChannel ForAddress(Uri address, RpcChannelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            throw new ArgumentException($"The address must begin with http:// or https://, but is '{address}'.", nameof(address));
        if (address.PathAndQuery != "/")
            throw new ArgumentException($"gRPC's paths begin at the root: the address must have none, but is '{address}'.", nameof(address));

        return new RpcChannel(address, options ?? new RpcChannelOptions());
    }

    /// <inheritdoc />
    public override CallInvoker CreateCallInvoker() => new RpcCallInvoker(this);

    /// <summary>Refuses new calls and closes each connection when its last call has ended.</summary>
    public void Dispose() => _http.Dispose();

    internal Uri AddressOf(IMethod method) =>
        _methodAddresses.GetOrAdd(method.FullName, static (path, root) => new Uri(root, path), _address);

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _http.SendAsync(request, cancellationToken);
}
