using System.Globalization;
using System.Text;
using Fastchat.Governance.Limits;

namespace Fastchat.Governance.Usage;

/// <summary>Usage as comma-separated values, as RFC 4180 has them.</summary>
internal static class UsageTable
{
    public const string Headings = "day,workspace_id,key_id,user_id,model,requests,prompt_tokens,completion_tokens,total_tokens,cost,estimated_requests,counted_prompt_tokens,counted_completion_tokens\r\n";

    public static void Append(StringBuilder table, UsageSum sum)
    {
        var day = sum.Day == 0 ? "" : UsageQuery.Format(DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(sum.Day).UtcDateTime));
        var cost = ((decimal)sum.Cost / LimitMetric.CostUnit).ToString(CultureInfo.InvariantCulture);
        table.Append(CultureInfo.InvariantCulture, $"{day},{Cell(sum.WorkspaceId)},{Cell(sum.KeyId)},{Cell(sum.UserId)},{Cell(sum.Model)},")
            .Append(CultureInfo.InvariantCulture, $"{sum.Requests},{sum.PromptTokens},{sum.CompletionTokens},{sum.PromptTokens + sum.CompletionTokens},{cost},{sum.EstimatedRequests},")
            .Append(CultureInfo.InvariantCulture, $"{sum.CountedPromptTokens},{sum.CountedCompletionTokens}\r\n");
    }

    // A user's name comes from whoever calls, and a spreadsheet would run one that begins like a formula: an apostrophe makes
    // it text (OWASP, "CSV Injection").
    private static string Cell(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r') text = $"'{text}";
        return text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
