using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Contracts.Type.V1;

namespace Fastchat.Chat.Completions;

/// <summary>Citations in OpenAI's words.</summary>
internal static class Annotations
{
    public static Annotation Of(Citation citation)
    {
        var annotation = new Annotation
        {
            Type = "file_citation",
            FileId = citation.FileId,
            Filename = citation.Filename,
            Index = citation.Index,
            Start = citation.Start,
            End = citation.End,
            Quote = citation.Quote,
            Score = citation.Score,
        };
        if (citation.HasPage) annotation.Page = citation.Page;
        return annotation;
    }
}
