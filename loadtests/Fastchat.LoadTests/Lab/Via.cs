namespace Fastchat.LoadTests.Lab;

/// <summary>What stands between the calls and the mock.</summary>
internal enum Via
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>nginx as a proxy.</summary>
    Nginx,

    /// <summary>The product.</summary>
    Fastchat,
}
