namespace Fastchat.Governance.Policies;

/// <summary>What a call names.</summary>
/// <param name="Models">Models.</param>
/// <param name="Tools">Tools.</param>
/// <param name="Collections">Collections, by id.</param>
/// <param name="Others">Other resources, by id.</param>
public sealed record PolicyResources(IReadOnlyList<string> Models, IReadOnlyList<string> Tools, IReadOnlyList<string> Collections, IReadOnlyList<string> Others)
{
    /// <summary>Nothing.</summary>
    public static PolicyResources None { get; } = new([], [], [], []);

    /// <summary>A model alone.</summary>
    public static PolicyResources Model(string name) => None with { Models = [name] };

    /// <summary>A tool alone.</summary>
    public static PolicyResources Tool(string name) => None with { Tools = [name] };
}
