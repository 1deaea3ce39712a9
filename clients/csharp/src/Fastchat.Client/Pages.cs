using System.Runtime.CompilerServices;

namespace Fastchat.Client;

/// <summary>A listing: iterates over the items of all pages, fetching each page when it is reached.</summary>
/// <typeparam name="T">What is listed.</typeparam>
public sealed class Pages<T> : IAsyncEnumerable<T>
{
    private readonly Func<string, CancellationToken, Task<Page<T>>> _fetch;

    internal Pages(Func<string, CancellationToken, Task<Page<T>>> fetch) => _fetch = fetch;

    /// <summary>Iterates over the pages.</summary>
    /// <param name="pageToken">Where to begin: <see cref="Page{T}.NextPageToken"/> of an earlier page.</param>
    /// <param name="cancellationToken">Gives the listing up.</param>
    /// <exception cref="FastchatApiException">A call failed.</exception>
    public async IAsyncEnumerable<Page<T>> ByPageAsync(string pageToken = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        do
        {
            var page = await _fetch(pageToken, cancellationToken);
            yield return page;
            pageToken = page.NextPageToken;
        }
        while (pageToken.Length > 0);
    }

    /// <inheritdoc />
    /// <exception cref="FastchatApiException">A call failed.</exception>
    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await foreach (var page in ByPageAsync(cancellationToken: cancellationToken))
        {
            foreach (var item in page.Items) yield return item;
        }
    }
}
