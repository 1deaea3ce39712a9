using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Language;

namespace Fastchat.Chat.Responses;

/// <summary>The words of an answer, cut where tools were called between them. Offsets count code points.</summary>
internal sealed class SpokenAnswer(Completion completion)
{
    private readonly CodePoints _places = new(completion.Text);
    private int _told;
    private int _tokens;

    /// <summary>The words from where the last piece ended up to an offset; null for none.</summary>
    public ItemContent? Until(long end) => Take(Math.Min(_places.IndexOf((int)end), completion.Text.Length));

    /// <summary>All other words; null for none.</summary>
    public ItemContent? Rest() => Take(completion.Text.Length);

    // In characters, as .NET counts them.
    private ItemContent? Take(int end)
    {
        if (end <= _told) return null;
        var text = completion.Text[_told..end];
        var (first, last) = (_places.OffsetOf(_told), _places.OffsetOf(end));
        _told = end;
        return ResponseShape.Text(text, completion.Citations.Where(c => c.Index >= first && c.Index < last).Select(c => Annotated(c, first)), Logprobs(text.Length));
    }

    private static Annotation Annotated(Contracts.Type.V1.Citation citation, int begin)
    {
        var annotation = Completions.Annotations.Of(citation);
        annotation.Index -= begin;
        return annotation;
    }

    // The tokens of the words, one after another; the last piece has all that are left.
    private IEnumerable<Google.Protobuf.WellKnownTypes.Struct> Logprobs(int chars)
    {
        var first = _tokens;
        if (_told == completion.Text.Length) _tokens = completion.Logprobs.Count;
        else for (var said = 0; _tokens < completion.Logprobs.Count && said < chars; _tokens++) said += OpenJson.Text(completion.Logprobs[_tokens], "token")?.Length ?? 0;
        return completion.Logprobs.Skip(first).Take(_tokens - first);
    }
}
