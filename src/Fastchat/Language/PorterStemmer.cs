namespace Fastchat.Language;

/// <summary>
/// M. F. Porter, "An algorithm for suffix stripping", Program 14 (1980): English words of one stem become one term.
/// The steps and rules are numbered as in the paper, with the two departures of the author's own program
/// ("bli" → "ble", "logi" → "log").
/// </summary>
internal ref struct PorterStemmer
{
    private readonly Span<char> _word;
    private int _end;      // length of the word as it is now
    private int _stem;     // length of the part before the suffix found last

    private PorterStemmer(Span<char> word)
    {
        _word = word;
        _end = word.Length;
    }

    /// <summary>Stems a lower-case word in place and returns the stem's length. Words that are not plain a to z stay as they are.</summary>
    public static int Stem(Span<char> word)
    {
        if (word.Length <= 2 || word.ContainsAnyExceptInRange('a', 'z')) return word.Length;
        var stemmer = new PorterStemmer(word);
        stemmer.Step1A();
        stemmer.Step1B();
        stemmer.Step1C();
        stemmer.Step2();
        stemmer.Step3();
        stemmer.Step4();
        stemmer.Step5();
        return stemmer._end;
    }

    private void Step1A()
    {
        if (Ends("sses") || Ends("ies")) _end -= 2;
        else if (!Ends("ss") && Ends("s")) _end--;
    }

    private void Step1B()
    {
        if (Ends("eed"))
        {
            if (Measure(_stem) > 0) _end--;
            return;
        }

        if (!((Ends("ed") || Ends("ing")) && HasVowel(_stem))) return;
        _end = _stem;
        if (Ends("at") || Ends("bl") || Ends("iz")) Append('e');
        else if (EndsDouble() && _word[_end - 1] is not ('l' or 's' or 'z')) _end--;
        else if (Measure(_end) == 1 && EndsShort(_end)) Append('e');
    }

    private void Step1C()
    {
        if (Ends("y") && HasVowel(_stem)) _word[_end - 1] = 'i';
    }

    private void Step2()
    {
        _ = Replace("ational", "ate") || Replace("tional", "tion") || Replace("enci", "ence") || Replace("anci", "ance")
            || Replace("izer", "ize") || Replace("bli", "ble") || Replace("alli", "al") || Replace("entli", "ent")
            || Replace("eli", "e") || Replace("ousli", "ous") || Replace("ization", "ize") || Replace("ation", "ate")
            || Replace("ator", "ate") || Replace("alism", "al") || Replace("iveness", "ive") || Replace("fulness", "ful")
            || Replace("ousness", "ous") || Replace("aliti", "al") || Replace("iviti", "ive") || Replace("biliti", "ble")
            || Replace("logi", "log");
    }

    private void Step3()
    {
        _ = Replace("icate", "ic") || Replace("ative", "") || Replace("alize", "al") || Replace("iciti", "ic")
            || Replace("ical", "ic") || Replace("ful", "") || Replace("ness", "");
    }

    private void Step4()
    {
        var found = Ends("al") || Ends("ance") || Ends("ence") || Ends("er") || Ends("ic") || Ends("able") || Ends("ible")
            || Ends("ant") || Ends("ement") || Ends("ment") || Ends("ent")
            || (Ends("ion") && _stem > 0 && _word[_stem - 1] is 's' or 't')
            || Ends("ou") || Ends("ism") || Ends("ate") || Ends("iti") || Ends("ous") || Ends("ive") || Ends("ize");
        if (found && Measure(_stem) > 1) _end = _stem;
    }

    private void Step5()
    {
        if (Ends("e"))
        {
            var measure = Measure(_stem);
            if (measure > 1 || (measure == 1 && !EndsShort(_stem))) _end--;
        }

        if (_end > 0 && _word[_end - 1] == 'l' && EndsDouble() && Measure(_end) > 1) _end--;
    }

    private bool Ends(ReadOnlySpan<char> suffix)
    {
        if (!_word[.._end].EndsWith(suffix)) return false;
        _stem = _end - suffix.Length;
        return true;
    }

    // True when the suffix is there, whether or not the rule's condition lets it be replaced: the paper tries no further rule.
    private bool Replace(ReadOnlySpan<char> suffix, ReadOnlySpan<char> by)
    {
        if (!Ends(suffix)) return false;
        if (Measure(_stem) > 0)
        {
            by.CopyTo(_word[_stem..]);
            _end = _stem + by.Length;
        }

        return true;
    }

    // Only ever puts an "e" back where "ed" or "ing" was taken away, so there is room.
    private void Append(char letter) => _word[_end++] = letter;

    private readonly bool IsConsonant(int index) => _word[index] switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' => false,
        'y' => index == 0 || !IsConsonant(index - 1),
        _ => true,
    };

    // m: how often a run of vowels is followed by a run of consonants.
    private readonly int Measure(int length)
    {
        var count = 0;
        var afterVowel = false;
        for (var i = 0; i < length; i++)
        {
            var consonant = IsConsonant(i);
            if (consonant && afterVowel) count++;
            afterVowel = !consonant;
        }

        return count;
    }

    private readonly bool HasVowel(int length)
    {
        for (var i = 0; i < length; i++)
        {
            if (!IsConsonant(i)) return true;
        }

        return false;
    }

    private readonly bool EndsDouble() => _end >= 2 && _word[_end - 1] == _word[_end - 2] && IsConsonant(_end - 1);

    // *o: consonant, vowel, consonant, the last not w, x or y ("-wil", "-hop").
    private readonly bool EndsShort(int length) =>
        length >= 3 && IsConsonant(length - 1) && !IsConsonant(length - 2) && IsConsonant(length - 3)
        && _word[length - 1] is not ('w' or 'x' or 'y');
}
