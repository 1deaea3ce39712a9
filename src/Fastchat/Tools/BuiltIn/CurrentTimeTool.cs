using System.Globalization;
using System.Text.Json.Nodes;
using Fastchat.Contracts.Chat.V1;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Tools.BuiltIn;

/// <summary>Says what time it is: models do not know.</summary>
public sealed class CurrentTimeTool(TimeProvider clock) : ITool
{
    /// <summary>Its name.</summary>
    public const string ToolName = "current_time";

    private const string Zone = "time_zone";

    /// <inheritdoc />
    public string Name => ToolName;

    /// <inheritdoc />
    public string Description => "Tells the current date and time, in UTC or in a time zone.";

    /// <inheritdoc />
    public Struct Parameters { get; } = Struct.Parser.ParseJson(
        """
        {
          "type": "object",
          "properties": {"time_zone": {"type": "string", "description": "An IANA time zone such as Europe/Berlin; UTC when absent."}},
          "additionalProperties": false
        }
        """);

    /// <inheritdoc />
    public bool RequiresApproval => false;

    /// <inheritdoc />
    public ValueTask<ToolResult> CallAsync(ToolInvocation call, CancellationToken cancellationToken)
    {
        var name = call.Arguments[Zone]?.GetValue<string>() ?? "UTC";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) || !zone.HasIanaId)
            return ValueTask.FromResult(ToolResult.Failed(ToolOutcome.InvalidArguments, $"{Zone} must be an IANA time zone such as Europe/Berlin."));
        var now = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone);
        return ValueTask.FromResult(ToolResult.Ok(new JsonObject
        {
            ["time"] = now.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
            [Zone] = name,
            ["weekday"] = now.DayOfWeek.ToString(),
        }));
    }
}
