namespace Fastchat.ModelGateway;

/// <summary>
/// The whole port of a model: one stream. A whole answer is the stream drained. Implementations are safe for many calls
/// at once, keep nothing between calls, end the work when the token fires, and throw
/// <see cref="Foundation.FastchatException"/> for what a caller should know.
/// </summary>
public interface IChatModel
{
    /// <summary>Answers. The last delta of each choice carries its finish reason; usage comes with or after it.</summary>
    IAsyncEnumerable<ModelDelta> StreamAsync(ModelRequest request, CancellationToken cancellationToken);
}
