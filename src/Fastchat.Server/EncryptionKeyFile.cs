using Fastchat.Governance.Encryption;

namespace Fastchat.Server;

/// <summary>
/// The key that wraps the tenants' keys: from the environment, or generated once and kept in the data folder, readable by its
/// owner alone. The file may have further lines: keys that open as well.
/// </summary>
internal static class EncryptionKeyFile
{
    private const string Name = "encryption-key";
    private const string Variable = "FASTCHAT_ENCRYPTION_KEY";
    private const string OthersVariable = "FASTCHAT_ENCRYPTION_OTHER_KEYS";
    private const string Form = "must be 32 bytes in base64, such as openssl rand -base64 32 prints";

    /// <summary>The keys of the environment; null for none. Mistakes name the variable and never the value.</summary>
    public static LocalKeyWrapper? Read(Func<string, string?> set, List<string> mistakes)
    {
        if (set(Variable) is not { } key)
        {
            if (set(OthersVariable) is not null) mistakes.Add($"{OthersVariable} needs {Variable}.");
            return null;
        }

        var current = KeyEncryptionKey.TryParse(key);
        var others = (set(OthersVariable) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(KeyEncryptionKey.TryParse).ToList();
        if (current is null) mistakes.Add($"{Variable} {Form}.");
        if (others.Contains(null)) mistakes.Add($"Each key of {OthersVariable} {Form}; commas between them.");
        return current is null ? null : new LocalKeyWrapper(current, [.. others.OfType<KeyEncryptionKey>()]);
    }

    /// <summary>The keys of the data folder's file, which is made when it is missing.</summary>
    /// <exception cref="IOException">It holds something else: making another would lose what was encrypted with it.</exception>
    public static LocalKeyWrapper Open(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path)) OwnerOnlyFile.Write(path, KeyEncryptionKey.Generate() + "\n");
        var keys = File.ReadAllLines(path).Select(line => line.Trim()).Where(line => line.Length > 0).Select(KeyEncryptionKey.TryParse).ToList();
        return keys.Count > 0 && !keys.Contains(null)
            ? new LocalKeyWrapper(keys[0]!, [.. keys.Skip(1).OfType<KeyEncryptionKey>()])
            : throw new IOException($"each line of {path} {Form}. Restore the file from a backup: without it, what is stored cannot be read.");
    }
}
