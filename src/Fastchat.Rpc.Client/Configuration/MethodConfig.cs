namespace Fastchat.Rpc.Client.Configuration;

/// <summary>What holds for the calls of some methods.</summary>
public sealed record MethodConfig
{
    /// <summary>The methods.</summary>
    public IReadOnlyList<MethodName> Names { get; init; } = [];

    /// <summary>When a failed call is tried again; null for only when it surely never reached the server's code.</summary>
    public RetryPolicy? RetryPolicy { get; init; }

    /// <summary>Whether calls wait for a server that can be reached; null for what the call says.</summary>
    public bool? WaitForReady { get; init; }

    /// <summary>How long calls may take, all attempts together; a call's own deadline holds if it is earlier. Null for no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The largest request in bytes, if less than the channel allows.</summary>
    public int? MaxRequestMessageBytes { get; init; }

    /// <summary>The largest response in bytes, if less than the channel allows.</summary>
    public int? MaxResponseMessageBytes { get; init; }

    internal IEnumerable<string> Violations()
    {
        foreach (var name in Names)
        {
            if (name.Service.Length == 0 && name.Method.Length > 0) yield return $"name has the method '{name.Method}' without its service";
        }

        if (Timeout < TimeSpan.Zero) yield return "timeout is negative";
        if (MaxRequestMessageBytes < 0) yield return "maxRequestMessageBytes is negative";
        if (MaxResponseMessageBytes < 0) yield return "maxResponseMessageBytes is negative";
        foreach (var violation in RetryPolicy?.Violations() ?? []) yield return $"retryPolicy.{violation}";
    }
}
