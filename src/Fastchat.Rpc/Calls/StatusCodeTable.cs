using Grpc.Core;

namespace Fastchat.Rpc.Calls;

/// <summary>The one table from status code to its other spellings. Source: Connect protocol, "Error codes".</summary>
internal static class StatusCodeTable
{
    private static readonly (string Name, int HttpStatus)[] Rows =
    [
        ("ok", 200),
        ("canceled", 499),
        ("unknown", 500),
        ("invalid_argument", 400),
        ("deadline_exceeded", 504),
        ("not_found", 404),
        ("already_exists", 409),
        ("permission_denied", 403),
        ("resource_exhausted", 429),
        ("failed_precondition", 400),
        ("aborted", 409),
        ("out_of_range", 400),
        ("unimplemented", 501),
        ("internal", 500),
        ("unavailable", 503),
        ("data_loss", 500),
        ("unauthenticated", 401),
    ];

    /// <summary>Connect's spelling.</summary>
    public static string ConnectName(StatusCode code) => Row(code).Name;

    /// <summary>The HTTP status of unary Connect and REST replies.</summary>
    public static int HttpStatus(StatusCode code) => Row(code).HttpStatus;

    // A service may set any number; one that gRPC does not know is "unknown" on every wire.
    private static (string Name, int HttpStatus) Row(StatusCode code) =>
        (uint)code < (uint)Rows.Length ? Rows[(int)code] : Rows[(int)StatusCode.Unknown];
}
