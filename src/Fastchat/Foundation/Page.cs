namespace Fastchat.Foundation;

/// <summary>A page of a listing.</summary>
/// <typeparam name="T">The entries.</typeparam>
/// <param name="Items">The entries in order.</param>
/// <param name="HasMore">Whether others follow.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, bool HasMore);
