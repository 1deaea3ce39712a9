namespace Fastchat.ModelGateway.Routing;

/// <summary>Why a provider is not asked now.</summary>
internal enum Unfit
{
    /// <summary>It is.</summary>
    No,

    /// <summary>It has failed too often.</summary>
    Failing,

    /// <summary>All its places are taken.</summary>
    Full,
}
