using Fastchat.Foundation;

namespace Fastchat.Files;

/// <summary>Is told before a file goes, so that what was made of it can go first. Rooms above this one implement it.</summary>
public interface IFileObserver
{
    /// <summary>The file is about to be deleted; may be told again after a crash.</summary>
    Task OnDeletingAsync(TenantId tenant, string fileId, CancellationToken cancellationToken);
}
