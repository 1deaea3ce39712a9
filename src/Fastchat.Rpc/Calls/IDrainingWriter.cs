namespace Fastchat.Rpc.Calls;

/// <summary>A writer that takes a whole sequence and decides itself when to flush.</summary>
internal interface IDrainingWriter<in T>
{
    /// <summary>Writes all messages of the sequence.</summary>
    Task DrainAsync(IAsyncEnumerable<T> messages, CancellationToken cancellationToken);
}
