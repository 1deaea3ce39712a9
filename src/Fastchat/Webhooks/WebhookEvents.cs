namespace Fastchat.Webhooks;

/// <summary>The events that webhooks can be told of.</summary>
public static class WebhookEvents
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = ["run.completed", "run.failed", "run.cancelled"];

    /// <summary>The event of a run that has ended.</summary>
    /// <param name="status">How it has ended.</param>
    public static string OfRun(string status) => $"run.{status}";
}
