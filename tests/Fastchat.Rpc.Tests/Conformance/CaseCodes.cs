namespace Fastchat.Rpc.Conformance;

/// <summary>gRPC's codes by their number, with Connect's name and HTTP status. Sources: gRPC "Status codes"; Connect protocol, "Error Codes".</summary>
internal static class CaseCodes
{
    private static readonly (string Name, int Http)[] All =
    [
        ("ok", 200), ("canceled", 499), ("unknown", 500), ("invalid_argument", 400), ("deadline_exceeded", 504), ("not_found", 404),
        ("already_exists", 409), ("permission_denied", 403), ("resource_exhausted", 429), ("failed_precondition", 400), ("aborted", 409),
        ("out_of_range", 400), ("unimplemented", 501), ("internal", 500), ("unavailable", 503), ("data_loss", 500), ("unauthenticated", 401),
    ];

    public static IEnumerable<string> Names => All.Select(c => c.Name);

    public static int Number(string name) => Array.FindIndex(All, c => c.Name == name) is >= 0 and var number ? number : throw new FormatException($"There is no code '{name}'.");

    public static int Http(string name) => All[Number(name)].Http;
}
