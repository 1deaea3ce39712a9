namespace Fastchat.Rpc.OpenApi;

/// <summary>Whose JSON a schema describes: what we read asks for less than what we write promises.</summary>
internal enum SchemaSide
{
    /// <summary>What callers send.</summary>
    Request,

    /// <summary>What we answer.</summary>
    Response,
}
