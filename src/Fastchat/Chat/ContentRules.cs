using System.Buffers.Text;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Chat;

/// <summary>What the parts of a message may be.</summary>
internal static class ContentRules
{
    private static readonly string[] Details = ["auto", "low", "high", "original"];

    /// <exception cref="FastchatException">MISSING_FIELD or INVALID_VALUE.</exception>
    public static void Check(ContentPart part, string param)
    {
        switch (part.PartCase)
        {
            case ContentPart.PartOneofCase.None:
                throw FastchatException.MissingField($"{param}.type");
            case ContentPart.PartOneofCase.Image:
                CheckImage(part.Image.ImageUrl, $"{param}.image_url");
                break;
            case ContentPart.PartOneofCase.InputAudio:
                CheckAudio(part.InputAudio.InputAudio, $"{param}.input_audio");
                break;
            case ContentPart.PartOneofCase.File:
                CheckFile(part.File.File, $"{param}.file");
                break;
        }
    }

    private static void CheckImage(Struct? image, string param)
    {
        CheckAddress(Required(image, "url", param), $"{param}.url");
        if (image!.Fields.TryGetValue("detail", out var detail) && detail.KindCase != Value.KindOneofCase.NullValue && !Details.Contains(detail.StringValue))
            throw FastchatException.InvalidValue($"{param}.detail", $"{param}.detail must be one of auto, low, high.");
    }

    /// <summary>Refuses what is no address of a picture.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE.</exception>
    public static void CheckAddress(string url, string param)
    {
        if (!url.StartsWith("data:", StringComparison.OrdinalIgnoreCase) && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
            throw FastchatException.InvalidValue(param, $"{param} must be an http or https address, or a data URL.");
        CheckData(url, param);
    }

    private static void CheckAudio(Struct? audio, string param)
    {
        if (!Base64.IsValid(Required(audio, "data", param))) throw FastchatException.InvalidValue($"{param}.data", $"{param}.data must be base64.");
        if (Required(audio, "format", param) is not ("wav" or "mp3")) throw FastchatException.InvalidValue($"{param}.format", $"{param}.format must be wav or mp3.");
    }

    private static void CheckFile(Struct? file, string param)
    {
        if (file is null) throw FastchatException.MissingField(param);
        if (file.Fields.TryGetValue("file_id", out var id) && id.KindCase != Value.KindOneofCase.NullValue)
        {
            if (id.KindCase != Value.KindOneofCase.StringValue) throw FastchatException.InvalidValue($"{param}.file_id", $"{param}.file_id must be text.");
            if (file.Fields.TryGetValue("file_data", out var both) && both.KindCase != Value.KindOneofCase.NullValue)
                throw FastchatException.InvalidValue($"{param}.file_data", $"{param}.file_data must be absent beside file_id.");
            return;
        }

        CheckData(Required(file, "file_data", param), $"{param}.file_data");
    }

    private static string Required(Struct? part, string name, string param)
    {
        if (part is null) throw FastchatException.MissingField(param);
        if (!part.Fields.TryGetValue(name, out var value) || value.KindCase == Value.KindOneofCase.NullValue) throw FastchatException.MissingField($"{param}.{name}");
        return value.KindCase == Value.KindOneofCase.StringValue ? value.StringValue : throw FastchatException.InvalidValue($"{param}.{name}", $"{param}.{name} must be text.");
    }

    /// <summary>Refuses a data URL that is none; some servers take base64 without what makes it a data URL.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE.</exception>
    public static void CheckData(string text, string param)
    {
        const string Mark = ";base64,";
        if (!text.StartsWith("data:", StringComparison.OrdinalIgnoreCase)) return;
        var at = text.IndexOf(Mark, StringComparison.OrdinalIgnoreCase);
        if (at < 0 || !Base64.IsValid(text.AsSpan(at + Mark.Length))) throw FastchatException.InvalidValue(param, $"{param} must be data:TYPE;base64,DATA.");
    }
}
