using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;

namespace Fastchat.Governance.Privacy;

/// <summary>What a tenant's settings for personal data may be.</summary>
internal static class PrivacySettingsRules
{
    private const int MostNames = 1000;
    private const int ShortestName = 2;
    private const int LongestName = 100;
    private const int MostWords = 8;

    /// <exception cref="FastchatException">INVALID_VALUE.</exception>
    public static void Check(string param, PrivacySettings settings)
    {
        if (settings.Names.Count > MostNames) throw FastchatException.InvalidValue($"{param}.names", $"{param}.names must have at most {MostNames} entries, but has {settings.Names.Count}.");
        for (var i = 0; i < settings.Names.Count; i++) CheckName($"{param}.names[{i}]", settings.Names[i]);
    }

    private static void CheckName(string param, string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Length;
        if (name.Trim().Length < ShortestName || name.Length > LongestName || words is 0 or > MostWords || !name.Any(char.IsLetter) || name.Any(char.IsControl))
            throw FastchatException.InvalidValue(param, $"{param} must have {ShortestName} to {LongestName} characters, letters among them and no control characters, in at most {MostWords} words.");
    }
}
