using System.Text.Json;

namespace Fastchat.Server.CommandLine;

/// <summary>The file in which a token is kept, readable by its owner alone.</summary>
/// <param name="path">Where it is.</param>
internal sealed class TokenFile(string path)
{
    /// <summary>token.json in the folder fastchat of XDG_CONFIG_HOME, otherwise of ~/.config.</summary>
    public static TokenFile Default
    {
        get
        {
            var configuration = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } set
                ? set : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config");
            return new TokenFile(System.IO.Path.Combine(configuration, "fastchat", "token.json"));
        }
    }

    /// <summary>Where it is.</summary>
    public string Path { get; } = path;

    /// <summary>Reads the token; null when there is none.</summary>
    /// <exception cref="CommandException">It is damaged.</exception>
    public KeptToken? Read()
    {
        if (!File.Exists(Path)) return null;
        try
        {
            return JsonSerializer.Deserialize<KeptToken>(File.ReadAllText(Path));
        }
        catch (JsonException)
        {
            throw new CommandException($"{Path} is damaged; sign in again with 'login'.");
        }
    }

    /// <summary>Keeps a token in the place of the one before.</summary>
    public void Write(KeptToken token)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        OwnerOnlyFile.Write(Path, JsonSerializer.Serialize(token));
    }

    /// <summary>Forgets the token.</summary>
    public void Delete() => File.Delete(Path);
}
