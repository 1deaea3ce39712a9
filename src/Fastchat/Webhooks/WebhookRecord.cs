namespace Fastchat.Webhooks;

/// <summary>A webhook as it is stored, but for its secret.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Url">Where events are sent.</param>
/// <param name="EventTypes">Which events.</param>
/// <param name="IsEnabled">Whether events are sent.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record WebhookRecord(string Id, string Url, IReadOnlyList<string> EventTypes, bool IsEnabled, DateTimeOffset CreatedAt);
