using Fastchat.Foundation;

namespace Fastchat.Files;

/// <summary>What is held of a file's description, however its bytes come.</summary>
internal static class FileRules
{
    private static readonly string[] Purposes = ["assistants", "batch", "fine-tune", "vision", "user_data", "evals"];

    /// <summary>A name without folders: browsers of old send whole paths, and a name with ".." or control characters serves nobody.</summary>
    /// <exception cref="FastchatException">MISSING_FIELD or INVALID_VALUE.</exception>
    public static string Name(string filename)
    {
        var name = filename[(filename.LastIndexOfAny(['/', '\\']) + 1)..].Trim();
        if (name.Length == 0) throw FastchatException.MissingField("filename");
        if (name.Length > 255) throw FastchatException.InvalidValue("filename", $"filename must have at most 255 characters, but has {name.Length}.");
        if (name is "." or ".." || name.Any(char.IsControl)) throw FastchatException.InvalidValue("filename", "filename is not the name of a file.");
        return name;
    }

    /// <summary>Refuses what is none of the purposes that files have.</summary>
    /// <exception cref="FastchatException">MISSING_FIELD or INVALID_VALUE.</exception>
    public static void CheckPurpose(string purpose)
    {
        if (purpose.Length == 0) throw FastchatException.MissingField("purpose");
        if (!Purposes.Contains(purpose))
            throw FastchatException.InvalidValue("purpose", $"purpose must be one of {string.Join(", ", Purposes.Select(p => $"'{p}'"))}, but is '{purpose}'.");
    }
}
