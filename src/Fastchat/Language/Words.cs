namespace Fastchat.Language;

/// <summary>The words of a text as strings; <see cref="WordReader"/> says what a word is.</summary>
internal static class Words
{
    /// <summary>All words in order.</summary>
    public static List<string> Of(ReadOnlySpan<char> text)
    {
        var words = new List<string>();
        var reader = new WordReader(text);
        while (reader.Read()) words.Add(reader.Current.ToString());
        return words;
    }

    /// <summary>How many there are.</summary>
    public static int Count(ReadOnlySpan<char> text)
    {
        var count = 0;
        var reader = new WordReader(text);
        while (reader.Read()) count++;
        return count;
    }
}
