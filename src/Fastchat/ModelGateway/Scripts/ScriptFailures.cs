using System.Collections.Frozen;
using System.Globalization;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;

namespace Fastchat.ModelGateway.Scripts;

/// <summary>How a script names what goes wrong: by the reason's code, or by the status that a provider would answer.</summary>
internal static class ScriptFailures
{
    private static readonly (ErrorReason Reason, string Message)[] Known =
    [
        (ErrorReason.UpstreamUnavailable, "The script says that the model cannot be reached."),
        (ErrorReason.UpstreamTimeout, "The script says that the model took too long."),
        (ErrorReason.UpstreamRateLimited, "The script says that the model limits its callers."),
        (ErrorReason.UpstreamUnauthorized, "The script says that the model refuses this server's key."),
        (ErrorReason.UpstreamRejected, "The script says that the model refused the request."),
        (ErrorReason.UpstreamStreamBroken, "The script says that the answer broke off."),
        (ErrorReason.ModelOverloaded, "The script says that the model is overloaded."),
        (ErrorReason.ContextLengthExceeded, "The script says that the question is longer than the model can read."),
        (ErrorReason.ContentRefused, "The script says that the model will not answer this."),
    ];

    private static readonly FrozenDictionary<string, ErrorReason> Names = Known.ToFrozenDictionary(k => ErrorTable.Code(k.Reason), k => k.Reason);

    /// <summary>What can be named, for people.</summary>
    public static string Words { get; } = $"a status from 400 to 599, or one of {string.Join(", ", Names.Keys.Order(StringComparer.Ordinal))}";

    /// <summary>The reason of a name; null for none.</summary>
    public static ErrorReason? Find(string name)
    {
        if (Names.TryGetValue(name, out var reason)) return reason;
        if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var status) || status is < 400 or > 599) return null;
        return status switch
        {
            401 or 403 => ErrorReason.UpstreamUnauthorized,
            408 or 504 => ErrorReason.UpstreamTimeout,
            429 => ErrorReason.UpstreamRateLimited,
            529 => ErrorReason.ModelOverloaded,
            < 500 => ErrorReason.UpstreamRejected,
            _ => ErrorReason.UpstreamUnavailable,
        };
    }

    /// <summary>The failure of a step.</summary>
    public static FastchatException Of(FailStep step) =>
        new(step.Reason, step.Message ?? Known.First(k => k.Reason == step.Reason).Message) { RetryAfter = step.RetryAfter };
}
