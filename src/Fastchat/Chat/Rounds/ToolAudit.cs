using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Tools;

namespace Fastchat.Chat.Rounds;

/// <summary>A call of a tool as audit records tell it.</summary>
internal static class ToolAudit
{
    private const int HashLength = 16;

    /// <summary>Name, outcome, milliseconds, and the beginnings of the hashes of arguments and output: <c>current_time:ok:3:1f…:9a…</c>.</summary>
    public static string Of(ToolRun run) => string.Create(
        CultureInfo.InvariantCulture,
        $"{run.Name}:{(run.ByCaller ? "caller" : ToolResult.WordOf(run.Outcome))}:{run.Duration.ToTimeSpan().TotalMilliseconds:0}:{Hash(run.Arguments)}:{Hash(run.Output)}");

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashLength];
}
