namespace Fastchat.Chat.Converse;

/// <summary>How streams that are spoken on both ways are bounded.</summary>
public sealed record TwoWayOptions
{
    /// <summary>How many runs may be under way on one stream, or wait for their turn. Default 16.</summary>
    public int MostAtOnce { get; init; } = 16;

    /// <summary>How long a stream of native chat may be silent with nothing under way. Default ten minutes.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a connection for responses may be open. Default an hour, as OpenAI's.</summary>
    public TimeSpan ConnectionTime { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>How long a run waits for its caller's answer. Default five minutes.</summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromMinutes(5);
}
