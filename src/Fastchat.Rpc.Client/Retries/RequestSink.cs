namespace Fastchat.Rpc.Client.Retries;

/// <summary>Where the requests of one attempt go.</summary>
internal sealed class RequestSink(Stream stream)
{
    public Stream Stream { get; } = stream;

    /// <summary>How many requests have been given to the stream; belongs to the log's lock.</summary>
    public int Sent { get; set; }
}
