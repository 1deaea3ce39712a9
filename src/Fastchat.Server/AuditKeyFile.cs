using Fastchat.Governance.Audit;

namespace Fastchat.Server;

/// <summary>The key that signs checkpoints of the audit chains: the configuration's, or one that was generated once and is kept in the data folder, readable by its owner alone.</summary>
internal static class AuditKeyFile
{
    private const string Name = "audit-key.pem";

    /// <summary>The configured key, or the folder's, which is generated when there is none.</summary>
    /// <exception cref="IOException">The folder's cannot be read; to make another in its place would make every checkpoint of before worthless.</exception>
    public static CheckpointSigner Open(string folder, string? configured)
    {
        if (configured is not null) return CheckpointSigner.Parse(configured);
        if (Find(folder) is { } kept) return kept;
        var signer = CheckpointSigner.Create();
        OwnerOnlyFile.Write(Path.Combine(folder, Name), signer.ToPem() + "\n");
        return signer;
    }

    /// <summary>The folder's key; null when there is none.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static CheckpointSigner? Find(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path)) return null;
        try
        {
            return CheckpointSigner.Parse(File.ReadAllText(path));
        }
        catch (FormatException e)
        {
            throw new IOException($"{path} is wrong: {e.Message}", e);
        }
    }

    /// <summary>What is wrong with a configured key; null for nothing.</summary>
    public static string? FindMistake(string configured)
    {
        try
        {
            CheckpointSigner.Parse(configured).Dispose();
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }
}
