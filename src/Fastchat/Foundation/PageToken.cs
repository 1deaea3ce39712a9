using System.Buffers.Text;
using System.Text;
using Fastchat.Contracts.Errors.V1;

namespace Fastchat.Foundation;

/// <summary>
/// Opaque tokens of pages. A token holds the listing it belongs to and the id after which the next page begins; one that
/// is used with another listing or another filter is refused.
/// </summary>
public static class PageToken
{
    // As JSON writes U+0000, which no store can look for.
    private const string Nul = "\\u0000";

    /// <summary>The token of the page after <paramref name="lastId"/>.</summary>
    /// <param name="listing">The listing with its filter, for example <c>files:user_data</c>.</param>
    /// <param name="lastId">The id of the last entry shown.</param>
    public static string Create(string listing, string lastId) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{listing}\n{lastId}"));

    /// <summary>The id after which the page begins; null for the first page.</summary>
    /// <exception cref="FastchatException">INVALID_PAGE_TOKEN.</exception>
    public static string? Read(string listing, string token)
    {
        if (token.Length == 0) return null;
        try
        {
            var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)).Split('\n');
            if (parts is [var owner, var lastId] && owner == listing && !lastId.Contains('\0', StringComparison.Ordinal) && !lastId.Contains(Nul, StringComparison.Ordinal)) return lastId;
        }
        catch (FormatException)
        {
            // Falls through to the refusal below.
        }

        throw new FastchatException(ErrorReason.InvalidPageToken,
            "page_token is not a token of this listing; use next_page_token of the page before, with the same filter.", "page_token");
    }
}
