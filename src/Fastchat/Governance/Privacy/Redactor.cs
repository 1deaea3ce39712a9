using Fastchat.Governance.Privacy.Detectors;

namespace Fastchat.Governance.Privacy;

/// <summary>Masks texts that are for operators: logs, and messages of exceptions on their way there. Names of people are left, for half of the words in a log begin with a capital.</summary>
public static class Redactor
{
    private static readonly PiiQuery Query = new(new PiiTypeSet(PiiTypeSet.All.Bits & ~PiiTypeSet.Of(PiiType.Name).Bits), NameList.Empty);

    /// <summary>The text with tags in place of personal data; the same instance when there is none.</summary>
    public static string Redact(string text)
    {
        // Built-in detectors answer at once.
        var masked = new PrivacyScope(BuiltInDetector.Instance, PrivacyRules.MaskAll, Query, KeepCardDigits: false).ApplyAsync(text, param: null, CancellationToken.None);
        return masked.GetAwaiter().GetResult();
    }
}
