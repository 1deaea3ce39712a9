namespace Fastchat.Client;

/// <summary>One page of a listing.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">What is on the page.</param>
/// <param name="NextPageToken">The token of the next page; empty at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string NextPageToken);
