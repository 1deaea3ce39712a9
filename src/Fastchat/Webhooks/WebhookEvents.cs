namespace Fastchat.Webhooks;

/// <summary>The events that webhooks can be told of.</summary>
public static class WebhookEvents
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "run.completed", "run.failed", "run.cancelled",
        "response.completed", "response.failed", "response.cancelled", "response.incomplete",
    ];

    /// <summary>The event of a run that has ended.</summary>
    /// <param name="status">How it has ended.</param>
    public static string OfRun(string status) => $"run.{status}";

    /// <summary>The event of a response in the background that has ended.</summary>
    /// <param name="status">How it has ended: "completed", "failed", "cancelled" or "incomplete".</param>
    public static string OfResponse(string status) => $"response.{status}";
}
