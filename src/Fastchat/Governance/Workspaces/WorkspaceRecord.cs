namespace Fastchat.Governance.Workspaces;

/// <summary>A workspace as it is stored.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is called.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ArchivedAt">When it was archived; null when it is not.</param>
public sealed record WorkspaceRecord(string Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? ArchivedAt);
