namespace Fastchat.Foundation;

/// <summary>Paging as OpenAI does it: by the id of the last entry seen.</summary>
public static class OpenAIPages
{
    /// <summary>The page that a request's parameters mean.</summary>
    /// <param name="tenant">Whose listing it is.</param>
    /// <param name="prefix">What the ids of its entries begin with.</param>
    /// <param name="limit">How many entries were asked for.</param>
    /// <param name="maximum">How many may be asked for.</param>
    /// <param name="after">The id to begin after; empty for the start. It may have been deleted since.</param>
    /// <param name="before">The id to end before; empty for none.</param>
    /// <param name="order">"asc", "desc" or empty.</param>
    /// <exception cref="FastchatException">INVALID_VALUE.</exception>
    public static PageQuery Query(TenantId tenant, string prefix, int limit, int maximum, string after, string before, string order)
    {
        if (limit < 1 || limit > maximum) throw FastchatException.InvalidValue("limit", $"limit must be 1 to {maximum}, but is {limit}.");
        if (order is not ("" or "asc" or "desc")) throw FastchatException.InvalidValue("order", $"order must be 'asc' or 'desc', but is '{order}'.");
        if (after.Length > 0 && before.Length > 0) throw FastchatException.InvalidValue("before", "after and before cannot be given together.");
        CheckId(tenant, prefix, "after", after);
        CheckId(tenant, prefix, "before", before);
        return new PageQuery(limit, after.Length > 0 ? after : null, before.Length > 0 ? before : null, Ascending: order == "asc");
    }

    // A cursor that is no id would start the listing anew, and a client with a damaged one would page for ever.
    private static void CheckId(TenantId tenant, string prefix, string param, string id)
    {
        if (id.Length > 0 && !Ids.IsOwned(id, prefix, tenant)) throw FastchatException.InvalidValue(param, $"{param} must be an id of this listing ({prefix}…), but is '{id}'.");
    }
}
