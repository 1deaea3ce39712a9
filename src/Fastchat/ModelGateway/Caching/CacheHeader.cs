using Fastchat.Rpc.Calls;

namespace Fastchat.ModelGateway.Caching;

/// <summary>The header that says whether an answer was kept.</summary>
public static class CacheHeader
{
    /// <summary>The header's name.</summary>
    public const string Name = "x-fastchat-cache";

    /// <summary>What it says.</summary>
    public static string Text(CacheOutcome outcome) => outcome switch
    {
        CacheOutcome.Hit => "hit",
        CacheOutcome.Miss => "miss",
        CacheOutcome.Refresh => "refresh",
        _ => "off",
    };

    /// <summary>Writes it, unless headers have left already.</summary>
    public static void Write(ServerCall call, CacheOutcome outcome) => call.TrySetResponseHeader(Name, Text(outcome));
}
