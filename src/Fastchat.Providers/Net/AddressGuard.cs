using System.Net;
using System.Net.Sockets;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;

namespace Fastchat.Providers.Net;

/// <summary>
/// Keeps the server from being led to addresses that are nobody's business. What a name means is looked up and judged when a
/// connection is made, and the connection goes to the very address that was judged: a name that means another one a moment
/// later leads nowhere. Connections that are open stay.
/// </summary>
public sealed class AddressGuard
{
    private readonly bool _allowPrivate;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;

    /// <summary>A guard.</summary>
    /// <param name="allowPrivate">Whether addresses of this machine and of private networks may be called.</param>
    /// <param name="resolve">What a name means; null for what the system says.</param>
    public AddressGuard(bool allowPrivate, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        _allowPrivate = allowPrivate;
        _resolve = resolve ?? Dns.GetHostAddressesAsync;
    }

    /// <summary>Whether an address may be called.</summary>
    public bool Allows(IPAddress address) => AddressKinds.Of(address) is var kind && (kind == AddressKind.Public || (kind == AddressKind.Private && _allowPrivate));

    /// <summary>Refuses an address that can be seen to be wrong before anybody calls it; what its name means is judged when it is called.</summary>
    /// <param name="url">The address.</param>
    /// <param name="param">The field that holds it.</param>
    /// <exception cref="FastchatException">INVALID_VALUE for one that is no plain http(s) URL, ADDRESS_FORBIDDEN for one that may not be called.</exception>
    public void Check(string url, string param)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw FastchatException.InvalidValue(param, $"{param} must be an http(s) URL.");
        if (address.UserInfo.Length > 0) throw FastchatException.InvalidValue(param, $"{param} must not hold a user or a password.");
        var host = address.IdnHost.TrimEnd('.');
        var isLocal = host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
        var isForbidden = IPAddress.TryParse(host, out var literal) ? !Allows(literal) : isLocal && !_allowPrivate;
        if (isForbidden) throw new FastchatException(ErrorReason.AddressForbidden, $"The server may not call the address in {param}: it is not public.", param);
    }

    /// <summary>A pooled handler whose connections the guard makes. It follows no redirects and keeps no cookies.</summary>
    /// <param name="connectTimeout">How long connecting may take.</param>
    public SocketsHttpHandler Handler(TimeSpan connectTimeout) => new()
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        ConnectTimeout = connectTimeout,

        // An answer that is given up between two reads would otherwise be read on for seconds, and be paid for; a
        // whole one needs only a moment to its last bytes, and then its connection serves again.
        ResponseDrainTimeout = TimeSpan.FromMilliseconds(100),
        AllowAutoRedirect = false,
        UseCookies = false,

        // A proxy would look names up where the guard cannot see it.
        UseProxy = _allowPrivate,
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, cancellationToken),
    };

    /// <summary>Connects to an address of a host that may be called.</summary>
    /// <exception cref="FastchatException">ADDRESS_FORBIDDEN: the host has none.</exception>
    /// <exception cref="SocketException">None of them takes the connection.</exception>
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint host, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(host.Host, out var literal) ? [literal] : await _resolve(host.Host, cancellationToken);
        if (addresses.Length == 0) throw new SocketException((int)SocketError.HostNotFound);
        var allowed = addresses.Where(Allows).ToList();

        // Whoever asks is not told what the name means in our network.
        if (allowed.Count == 0) throw new FastchatException(ErrorReason.AddressForbidden, "The server may not call this address: it is not public.");
        for (var i = 0; ; i++)
        {
            try
            {
                return await ConnectAsync(allowed[i], host.Port, cancellationToken);
            }
            catch (SocketException) when (i + 1 < allowed.Count)
            {
                // The next of its addresses may answer.
            }
        }
    }

    private static async Task<Stream> ConnectAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
