namespace Fastchat.Architecture;

/// <summary>What breaks a rule.</summary>
internal static class Findings
{
    /// <summary>Fails with every finding in full: whoever broke the rule has to see what and where.</summary>
    public static void AssertNone(IEnumerable<string?> findings)
    {
        var found = findings.ToList();
        if (found.Count > 0) Assert.Fail(string.Join('\n', found));
    }
}
