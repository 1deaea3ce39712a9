namespace Fastchat.Providers.Net;

/// <summary>Who can be behind an address; the later, the more dangerous.</summary>
public enum AddressKind
{
    /// <summary>Anybody on the internet.</summary>
    Public,

    /// <summary>This machine, or a neighbour in a private network: to be called only where an operator says so.</summary>
    Private,

    /// <summary>Nobody who should be called: the link itself with what clouds tell their machines there, groups, documentation, what is reserved.</summary>
    Forbidden,
}
