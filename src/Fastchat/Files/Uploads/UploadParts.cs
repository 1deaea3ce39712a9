using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;

namespace Fastchat.Files.Uploads;

/// <summary>What is held of the parts that a file is to be made of.</summary>
internal static class UploadParts
{
    /// <summary>Refuses parts that the upload does not have, that are named twice, or that are not the whole file.</summary>
    /// <exception cref="FastchatException">UPLOAD_NOT_FOUND or INVALID_VALUE.</exception>
    public static void Check(UploadRecord upload, IReadOnlyList<string> partIds, IReadOnlyList<StoredPart> parts)
    {
        var sizes = parts.ToDictionary(p => p.Id, p => p.SizeBytes);
        var named = new HashSet<string>();
        var sum = 0L;
        for (var i = 0; i < partIds.Count; i++)
        {
            if (!sizes.TryGetValue(partIds[i], out var size)) throw new FastchatException(ErrorReason.UploadNotFound, $"The upload has no part '{partIds[i]}'.", $"part_ids[{i}]");
            if (!named.Add(partIds[i])) throw FastchatException.InvalidValue($"part_ids[{i}]", $"part_ids must name each part once, but names '{partIds[i]}' again.");
            sum += size;
        }

        if (sum != upload.SizeBytes)
            throw FastchatException.InvalidValue("part_ids", $"The parts of part_ids have {sum} bytes together, but the upload was begun with {upload.SizeBytes} bytes.");
    }
}
