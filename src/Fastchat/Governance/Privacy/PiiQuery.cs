namespace Fastchat.Governance.Privacy;

/// <summary>What is looked for.</summary>
/// <param name="Types">The kinds.</param>
/// <param name="Names">Names of people that the tenant listed.</param>
public sealed record PiiQuery(PiiTypeSet Types, NameList Names)
{
    /// <summary>Every kind, and no names but those everybody knows.</summary>
    public static PiiQuery All { get; } = new(PiiTypeSet.All, NameList.Empty);
}
