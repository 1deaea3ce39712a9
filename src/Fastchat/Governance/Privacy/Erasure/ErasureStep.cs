namespace Fastchat.Governance.Privacy.Erasure;

/// <summary>The steps of an erasure, as they are stored. Each may be done again.</summary>
internal static class ErasureStep
{
    /// <summary>Count what there is.</summary>
    public const string Count = "count";

    /// <summary>Destroy the tenant's data key: from here on nothing that was encrypted can be read.</summary>
    public const string DestroyKey = "destroy_key";

    /// <summary>Remove the rows of every class.</summary>
    public const string Erase = "erase";

    /// <summary>Remove the tenant itself: its name is free, and nothing that belongs to it can be written any more.</summary>
    public const string RemoveTenant = "remove_tenant";

    /// <summary>Make an end of what deleted rows left in files.</summary>
    public const string Reclaim = "reclaim";

    /// <summary>Look whether anything is left.</summary>
    public const string Scan = "scan";

    /// <summary>Sign the certificate; again whenever a node has confirmed.</summary>
    public const string Certify = "certify";

    /// <summary>Nothing is left to do.</summary>
    public const string Done = "done";
}
