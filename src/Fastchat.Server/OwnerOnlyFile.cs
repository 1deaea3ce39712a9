namespace Fastchat.Server;

/// <summary>A file with a secret, readable by its owner alone.</summary>
internal static class OwnerOnlyFile
{
    /// <summary>Writes the file whole, in the place of one that is there.</summary>
    public static void Write(string path, string text)
    {
        // The mode is set as the file is made: there is no moment in which others could read it. It gets its name when it is
        // whole and on the disk: a key that was cut short would be lost for ever, and with it what it has encrypted or signed.
        var draft = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(draft, options))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }
}
