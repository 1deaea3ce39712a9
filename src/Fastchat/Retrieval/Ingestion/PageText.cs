using System.Text;

namespace Fastchat.Retrieval.Ingestion;

/// <summary>
/// The one form that extracted text is kept in. Passages point into it by offset, so it is made once, here, and doing it
/// twice changes nothing.
/// </summary>
internal static class PageText
{
    private const int MostBlankLines = 2;

    /// <summary>
    /// Line ends become LF; controls but tab are dropped; blanks at line ends, blank lines around the text and more than
    /// two blank lines in a row are cut; halves of surrogate pairs become U+FFFD.
    /// </summary>
    public static string Normalise(string text)
    {
        var result = new StringBuilder(text.Length);
        var blanks = new StringBuilder();
        var newlines = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '\r' when i + 1 < text.Length && text[i + 1] == '\n':
                    break;
                case '\n' or '\r' or '\f' or '\v':
                    // Form feeds and vertical tabs end a line too: dropping them would join two words.
                    blanks.Clear();
                    newlines++;
                    break;
                case ' ' or '\t' or '\u00A0':
                    blanks.Append(c);
                    break;
                case < ' ':
                    break;
                default:
                    if (result.Length > 0)
                    {
                        result.Append('\n', Math.Min(newlines, MostBlankLines + 1));
                    }

                    newlines = 0;
                    result.Append(blanks);
                    blanks.Clear();
                    i += AppendCharacter(result, text, i);
                    break;
            }
        }

        return result.ToString();
    }

    // Returns how many further units of the text it has taken.
    private static int AppendCharacter(StringBuilder result, string text, int i)
    {
        if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
        {
            result.Append(text, i, 2);
            return 1;
        }

        result.Append(char.IsSurrogate(text[i]) ? '\uFFFD' : text[i]);
        return 0;
    }
}
