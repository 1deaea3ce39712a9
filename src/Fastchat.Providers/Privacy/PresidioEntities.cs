using System.Collections.Frozen;
using Fastchat.Governance.Privacy;

namespace Fastchat.Providers.Privacy;

/// <summary>What Presidio's entities are to us; null for what is no personal data here, such as places, dates and addresses of the web.</summary>
internal static class PresidioEntities
{
    private static readonly FrozenDictionary<string, PiiType?> Types = new Dictionary<string, PiiType?>
    {
        ["EMAIL_ADDRESS"] = PiiType.Email,
        ["PHONE_NUMBER"] = PiiType.Phone,
        ["CREDIT_CARD"] = PiiType.Card,
        ["IBAN_CODE"] = PiiType.Iban,
        ["IP_ADDRESS"] = PiiType.IpAddress,
        ["PERSON"] = PiiType.Name,
        ["CRYPTO"] = PiiType.Wallet,
        ["US_BANK_NUMBER"] = null,
        ["IT_VAT_CODE"] = null,
        ["IN_VEHICLE_REGISTRATION"] = null,
        ["IN_GSTIN"] = null,
        ["AU_ACN"] = null,
        ["SG_UEN"] = null,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The kind of an entity. Those that begin with a country, as US_SSN does, are numbers that it gives to people.</summary>
    public static PiiType? TypeOf(string entity)
    {
        if (Types.TryGetValue(entity, out var type)) return type;
        return entity.Length > 3 && entity[2] == '_' && char.IsAsciiLetterUpper(entity[0]) && char.IsAsciiLetterUpper(entity[1]) ? PiiType.NationalId : null;
    }
}
