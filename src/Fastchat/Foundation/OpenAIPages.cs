namespace Fastchat.Foundation;

/// <summary>Paging as OpenAI does it: by the id of the last entry seen.</summary>
public static class OpenAIPages
{
    /// <summary>The page that a request's parameters mean.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE.</exception>
    public static PageQuery Query(int limit, int maximum, string after, string before, string order)
    {
        if (limit < 1 || limit > maximum) throw FastchatException.InvalidValue("limit", $"limit must be 1 to {maximum}, but is {limit}.");
        if (order is not ("" or "asc" or "desc")) throw FastchatException.InvalidValue("order", $"order must be 'asc' or 'desc', but is '{order}'.");
        if (after.Length > 0 && before.Length > 0) throw FastchatException.InvalidValue("before", "after and before cannot be given together.");
        return new PageQuery(limit, after.Length > 0 ? after : null, before.Length > 0 ? before : null, Ascending: order == "asc");
    }
}
