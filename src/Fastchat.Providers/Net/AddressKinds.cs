using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Fastchat.Providers.Net;

/// <summary>
/// The kind of every address. Sources: IANA's special-purpose registries for IPv4 and IPv6; RFC 4291 (mapped), RFC 3056
/// (6to4), RFC 6052 (NAT64), RFC 5214 (ISATAP). An address that is another form of another one is of the other's kind.
/// </summary>
public static class AddressKinds
{
    // First match wins. The two single addresses are where clouds tell their machines about themselves, outside of 169.254/16.
    private static readonly (IPNetwork Network, AddressKind Kind)[] V4 =
    [
        (IPNetwork.Parse("100.100.100.200/32"), AddressKind.Forbidden),
        (IPNetwork.Parse("168.63.129.16/32"), AddressKind.Forbidden),
        (IPNetwork.Parse("0.0.0.0/8"), AddressKind.Forbidden),
        (IPNetwork.Parse("10.0.0.0/8"), AddressKind.Private),
        (IPNetwork.Parse("100.64.0.0/10"), AddressKind.Private),
        (IPNetwork.Parse("127.0.0.0/8"), AddressKind.Private),
        (IPNetwork.Parse("169.254.0.0/16"), AddressKind.Forbidden),
        (IPNetwork.Parse("172.16.0.0/12"), AddressKind.Private),
        (IPNetwork.Parse("192.0.0.0/24"), AddressKind.Forbidden),
        (IPNetwork.Parse("192.0.2.0/24"), AddressKind.Forbidden),
        (IPNetwork.Parse("192.88.99.0/24"), AddressKind.Forbidden),
        (IPNetwork.Parse("192.168.0.0/16"), AddressKind.Private),
        (IPNetwork.Parse("198.18.0.0/15"), AddressKind.Private),
        (IPNetwork.Parse("198.51.100.0/24"), AddressKind.Forbidden),
        (IPNetwork.Parse("203.0.113.0/24"), AddressKind.Forbidden),
        (IPNetwork.Parse("224.0.0.0/3"), AddressKind.Forbidden),
    ];

    // Of IPv6 only 2000::/3 is given out; what stands outside of it and is not private is forbidden.
    private static readonly (IPNetwork Network, AddressKind Kind)[] V6 =
    [
        (IPNetwork.Parse("::1/128"), AddressKind.Private),
        (IPNetwork.Parse("fd00:ec2::/32"), AddressKind.Forbidden),
        (IPNetwork.Parse("fc00::/7"), AddressKind.Private),
        (IPNetwork.Parse("2001::/23"), AddressKind.Forbidden),
        (IPNetwork.Parse("2001:db8::/32"), AddressKind.Forbidden),
        (IPNetwork.Parse("3fff::/20"), AddressKind.Forbidden),
        (IPNetwork.Parse("2000::/3"), AddressKind.Public),
    ];

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>The kind of an address.</summary>
    public static AddressKind Of(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork) return Find(V4, address) ?? AddressKind.Public;
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return AddressKind.Forbidden;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        if (Carried(address, bytes) is { } carried) return Of(carried);
        var kind = Find(V6, address) ?? AddressKind.Forbidden;

        // ISATAP: an interface identifier of 0:5efe or 200:5efe and the address behind the network's own.
        var isIsatap = (BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]) & 0xFDFF_FFFF) == 0x0000_5EFE;
        return isIsatap && Of(new IPAddress(bytes[12..])) is var behind && behind > kind ? behind : kind;
    }

    private static AddressKind? Find((IPNetwork Network, AddressKind Kind)[] kinds, IPAddress address)
    {
        foreach (var (network, kind) in kinds)
        {
            if (network.Contains(address)) return kind;
        }

        return null;
    }

    // The IPv4 address that an IPv6 one is another form of. Teredo's are not unpacked: nobody who serves models is behind
    // them, and all are forbidden.
    private static IPAddress? Carried(IPAddress address, ReadOnlySpan<byte> bytes)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (Nat64.Contains(address)) return new IPAddress(bytes[12..]);
        return SixToFour.Contains(address) ? new IPAddress(bytes[2..6]) : null;
    }
}
