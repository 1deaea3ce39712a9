using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;

namespace Fastchat.ModelGateway.Routing;

/// <summary>The one table from an error to what it means for the routing.</summary>
internal static class FailureCauses
{
    /// <summary>The cause; null for an error that no other target would mend, such as a field that is wrong.</summary>
    public static FailureCause? Of(FastchatException error) => error.Reason switch
    {
        ErrorReason.UpstreamUnavailable or ErrorReason.UpstreamTimeout or ErrorReason.UpstreamUnauthorized or ErrorReason.UpstreamStreamBroken or ErrorReason.ModelOverloaded => FailureCause.Error,
        ErrorReason.UpstreamRateLimited => FailureCause.RateLimited,
        ErrorReason.ContextLengthExceeded => FailureCause.ContextTooLong,
        ErrorReason.ContentRefused => FailureCause.ContentRefused,
        _ => null,
    };
}
