namespace Fastchat.Governance.Idempotency;

/// <summary>What became of a request that was to be done: exactly one of its members says so.</summary>
/// <param name="IsMine">It is to be done now, by whoever asked.</param>
/// <param name="Answer">It was done; this was its answer, a Protobuf message.</param>
/// <param name="IsSecret">It was done, and its answer holds a secret that is not kept.</param>
public readonly record struct IdempotencyClaim(bool IsMine = false, byte[]? Answer = null, bool IsSecret = false)
{
    /// <summary>Whether it is being done by another call.</summary>
    public bool IsUnderWay => !IsMine && Answer is null && !IsSecret;
}
