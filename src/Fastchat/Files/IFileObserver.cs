using System.Data.Common;
using Fastchat.Foundation;

namespace Fastchat.Files;

/// <summary>Is told when a file goes, so that what was made of it goes as well. Rooms above this one implement it.</summary>
public interface IFileObserver
{
    /// <summary>The file is about to be deleted, and stays when this fails; may be told again after a crash.</summary>
    Task OnDeletingAsync(TenantId tenant, string fileId, CancellationToken cancellationToken);

    /// <summary>
    /// The file is being deleted, in the transaction of <paramref name="connection"/>: reads from it what has come to be since
    /// <see cref="OnDeletingAsync"/>, and gives what is to be done once the file is gone.
    /// </summary>
    Task<Func<Task>> PrepareCleanupAsync(DbConnection connection, TenantId tenant, string fileId);
}
