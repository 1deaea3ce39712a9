using Fastchat.Rpc.Client.Configuration;

namespace Fastchat.Rpc.Client.Retries;

/// <summary>The tokens that a channel's retries live on. Source: gRFC A6, "Throttling Retry Attempts and Hedged RPCs".</summary>
internal sealed class RetryThrottle(RetryThrottlingPolicy policy)
{
    // In thousandths: three decimal places count, and whole numbers can be swapped without a lock.
    private const int Token = 1000;
    private readonly int _max = policy.MaxTokens * Token;
    private readonly int _ratio = (int)Math.Min(policy.TokenRatio * Token, int.MaxValue / 2);
    private int _tokens = policy.MaxTokens * Token;

    public bool AllowsRetries => Volatile.Read(ref _tokens) > _max / 2;

    public void Failed() => Add(-Token);

    public void Succeeded() => Add(_ratio);

    private void Add(int tokens)
    {
        int before;
        do before = Volatile.Read(ref _tokens);
        while (Interlocked.CompareExchange(ref _tokens, Math.Clamp(before + tokens, 0, _max), before) != before);
    }
}
