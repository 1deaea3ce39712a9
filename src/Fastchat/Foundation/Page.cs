namespace Fastchat.Foundation;

/// <summary>A page of a listing.</summary>
/// <typeparam name="T">The entries.</typeparam>
/// <param name="Items">The entries in order.</param>
/// <param name="HasMore">Whether others follow.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, bool HasMore)
{
    /// <summary>The page that rows make; one more than asked for says that there are others.</summary>
    public static Page<T> Of<TRow>(IReadOnlyList<TRow> rows, int limit, Func<TRow, T> map) => new([.. rows.Take(limit).Select(map)], rows.Count > limit);

    /// <summary>The page that its entries and one more make.</summary>
    public static Page<T> Of(IReadOnlyList<T> rows, int limit) => Of(rows, limit, row => row);
}
