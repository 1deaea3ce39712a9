namespace Fastchat.Foundation;

/// <summary>Which page of a listing.</summary>
/// <param name="Limit">How many entries; at least 1.</param>
/// <param name="After">Begin after this id; null for the start.</param>
/// <param name="Before">Take the entries just before this id; null otherwise.</param>
/// <param name="Ascending">Oldest first instead of newest first.</param>
public sealed record PageQuery(int Limit, string? After = null, string? Before = null, bool Ascending = false)
{
    /// <summary>A page size as it is asked for: 0 is the default, more than the maximum is the maximum.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE for a negative size.</exception>
    public static int Size(int asked, int defaultSize, int maximum) => asked switch
    {
        0 => defaultSize,
        < 0 => throw FastchatException.InvalidValue("page_size", $"page_size must be 0 to {maximum}, but is {asked}."),
        _ => Math.Min(asked, maximum),
    };
}
