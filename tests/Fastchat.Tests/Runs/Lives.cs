using Fastchat.Testing;

namespace Fastchat.Runs;

/// <summary>Runs under way, for tests that are about something else than what is kept of them.</summary>
internal static class Lives
{
    public static LiveRuns New() => new(Ended());

    public static EndedRuns Ended() => new(new RunOptions(), new FakeClock());
}
