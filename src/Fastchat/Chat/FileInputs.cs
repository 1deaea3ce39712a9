using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Files;
using Fastchat.Foundation;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Chat;

/// <summary>Files that messages name by id, put into them: no provider knows the ids of our files.</summary>
public sealed class FileInputs(FileLibrary files)
{
    // Twice as much, in base64 and as JSON, is held for each call.
    private const long MostBytes = 16 * 1024 * 1024;

    /// <summary>Puts the caller's files in the place of their ids, and changes the parameters to that end.</summary>
    /// <param name="tenant">Whose files.</param>
    /// <param name="parameters">The request.</param>
    /// <param name="prepended">How many messages stand before the caller's own.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FastchatException">FILE_NOT_FOUND, or INVALID_VALUE for files that are too large together.</exception>
    public async Task InlineAsync(TenantId tenant, ChatCompletionParams parameters, int prepended, CancellationToken cancellationToken)
    {
        foreach (var (parts, at, param, file) in await FindAllAsync(tenant, parameters, prepended, cancellationToken))
            parts[at] = Part(file, await ReadAsync(tenant, file, param, cancellationToken));
    }

    /// <summary>Refuses what <see cref="InlineAsync"/> would, and reads nothing.</summary>
    /// <exception cref="FastchatException">FILE_NOT_FOUND, or INVALID_VALUE for files that are too large together.</exception>
    public Task CheckAsync(TenantId tenant, ChatCompletionParams parameters, CancellationToken cancellationToken) => FindAllAsync(tenant, parameters, 0, cancellationToken);

    private async Task<IReadOnlyList<(IList<ContentPart> Parts, int At, string Param, StoredFile File)>> FindAllAsync(TenantId tenant, ChatCompletionParams parameters, int prepended, CancellationToken cancellationToken)
    {
        var found = new List<(IList<ContentPart>, int, string, StoredFile)>();
        long total = 0;
        for (var i = prepended; i < parameters.Messages.Count; i++)
        {
            var parts = parameters.Messages[i].Parts?.Parts ?? [];
            for (var k = 0; k < parts.Count; k++)
            {
                if (OpenJson.Text(parts[k].File?.File, "file_id") is not { } id) continue;
                var param = $"messages[{i - prepended}].content[{k}].file.file_id";
                var file = await FindAsync(tenant, id, param, cancellationToken);
                total += file.SizeBytes;
                if (total > MostBytes) throw FastchatException.InvalidValue(param, $"The files of a request must have at most {MostBytes} bytes together.");
                found.Add((parts, k, param, file));
            }
        }

        return found;
    }

    private async Task<StoredFile> FindAsync(TenantId tenant, string id, string param, CancellationToken cancellationToken)
    {
        try
        {
            return await files.GetAsync(tenant, id, cancellationToken);
        }
        catch (FastchatException e) when (e.Reason == ErrorReason.FileNotFound)
        {
            throw new FastchatException(e.Reason, e.Message, param);
        }
    }

    private async Task<string> ReadAsync(TenantId tenant, StoredFile file, string param, CancellationToken cancellationToken)
    {
        try
        {
            var (_, content) = await files.OpenAsync(tenant, file.Id, cancellationToken);
            await using (content)
            {
                var bytes = new byte[file.SizeBytes];
                await content.ReadExactlyAsync(bytes, cancellationToken);
                return $"data:{file.ContentType.Split(';')[0]};base64,{Convert.ToBase64String(bytes)}";
            }
        }
        catch (FastchatException e) when (e.Reason == ErrorReason.FileNotFound)
        {
            throw new FastchatException(e.Reason, e.Message, param);
        }
    }

    // Pictures are read by more models as pictures than as files.
    private static ContentPart Part(StoredFile file, string data) => file.ContentType.StartsWith("image/", StringComparison.OrdinalIgnoreCase)
        ? new ContentPart { Image = new ImagePart { ImageUrl = new Struct { Fields = { ["url"] = Value.ForString(data) } } } }
        : new ContentPart { File = new FilePart { File = new Struct { Fields = { ["filename"] = Value.ForString(file.Filename), ["file_data"] = Value.ForString(data) } } } };
}
