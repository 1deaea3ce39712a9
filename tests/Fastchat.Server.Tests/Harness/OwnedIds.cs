using System.Globalization;

namespace Fastchat.Server;

/// <summary>One thing of each kind that a tenant owns.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="File">A file.</param>
/// <param name="Store">A vector store that holds it.</param>
/// <param name="Run">A run.</param>
/// <param name="Completion">A stored chat completion.</param>
/// <param name="Key">An API key's id.</param>
/// <param name="Rule">A rule.</param>
/// <param name="Workspace">A workspace.</param>
/// <param name="Erasure">The erasure of a user.</param>
public sealed record OwnedIds(string Tenant, string File, string Store, string Run, string Completion, string Key, string Rule, string Workspace, string Erasure)
{
    /// <summary>The kinds: how to read an id of that kind, and how to put another in its place.</summary>
    internal static IReadOnlyList<(string Name, Func<OwnedIds, string> Of, Func<OwnedIds, string, OwnedIds> Replace)> Kinds { get; } =
    [
        ("file", ids => ids.File, (ids, id) => ids with { File = id }),
        ("store", ids => ids.Store, (ids, id) => ids with { Store = id }),
        ("run", ids => ids.Run, (ids, id) => ids with { Run = id }),
        ("completion", ids => ids.Completion, (ids, id) => ids with { Completion = id }),
        ("key", ids => ids.Key, (ids, id) => ids with { Key = id }),
        ("rule", ids => ids.Rule, (ids, id) => ids with { Rule = id }),
        ("workspace", ids => ids.Workspace, (ids, id) => ids with { Workspace = id }),
        ("erasure", ids => ids.Erasure, (ids, id) => ids with { Erasure = id }),
        ("tenant", ids => ids.Tenant, (ids, id) => ids with { Tenant = id }),
    ];

    /// <summary>An id of the same tenant and form that nothing has.</summary>
    internal static string Unknown(string id) => string.Create(CultureInfo.InvariantCulture, $"{id[..^4]}{(id.EndsWith("0000", StringComparison.Ordinal) ? "1111" : "0000")}");
}
