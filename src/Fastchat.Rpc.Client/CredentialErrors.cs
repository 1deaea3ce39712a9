using Grpc.Core;

namespace Fastchat.Rpc.Client;

/// <summary>The statuses of calls whose credentials cannot be had or sent. Source: gRFC A54; gRPC's C core, "Getting metadata from plugin failed".</summary>
internal static class CredentialErrors
{
    public static Status Cleartext(Uri address) => new(
        StatusCode.Unauthenticated, $"The call has credentials, which are not sent in cleartext to '{address.Authority}': use https, or {nameof(RpcChannelOptions.UnsafeUseInsecureChannelCallCredentials)}.");

    /// <summary>
    /// What a failure of the credentials' own code means: its status if it has one that can be meant for this call, otherwise
    /// UNAVAILABLE, for a token that cannot be had now can often be had a little later.
    /// </summary>
    public static Status ToStatus(Exception exception)
    {
        var detail = $"The credentials failed: {exception.Message}";
        if (exception is not RpcException { Status: var status }) return new Status(StatusCode.Unavailable, detail, exception);

        // Codes that would seem to speak of the request; a token server's answer must not pass for the called server's.
        return status.StatusCode is StatusCode.OK or StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.AlreadyExists
            or StatusCode.FailedPrecondition or StatusCode.Aborted or StatusCode.OutOfRange or StatusCode.DataLoss
            ? new Status(StatusCode.Internal, detail, exception)
            : new Status(status.StatusCode, status.Detail, exception);
    }
}
