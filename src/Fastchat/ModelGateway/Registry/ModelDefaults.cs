using System.Text;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Rpc.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.ModelGateway.Registry;

/// <summary>Parameters of a registered model for requests that do not state them: as a Struct where they are written, as the request's own message where they are used.</summary>
internal static class ModelDefaults
{
    private const int Longest = 16 * 1024;

    // Whatever belongs to one request alone.
    private static readonly string[] Refused = ["messages", "model", "n", "stream", "stream_options", "store", "metadata", "tools", "tool_choice"];

    /// <summary>The parameters as a request has them.</summary>
    /// <exception cref="FormatException">They are none.</exception>
    public static ChatCompletionParams Read(Struct defaults) => ShapedJson.Parse<ChatCompletionParams>(Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(defaults)));

    /// <summary>Looks at parameters.</summary>
    public static void Check(string path, Struct defaults, RegistryMistakes mistakes)
    {
        if (defaults.CalculateSize() > Longest)
        {
            mistakes.Add(path, $"must have at most {Longest} bytes.");
            return;
        }

        foreach (var name in Refused.Where(defaults.Fields.ContainsKey)) mistakes.Add($"{path}.{name}", "must be absent: it belongs to a request.");
        try
        {
            var read = Read(defaults);
            if (read.HasTemperature) mistakes.Range($"{path}.temperature", read.Temperature, 0, 2);
            if (read.HasTopP) mistakes.Range($"{path}.top_p", read.TopP, 0, 1);
            if (read.HasPresencePenalty) mistakes.Range($"{path}.presence_penalty", read.PresencePenalty, -2, 2);
            if (read.HasFrequencyPenalty) mistakes.Range($"{path}.frequency_penalty", read.FrequencyPenalty, -2, 2);
            if (read.HasMaxTokens) mistakes.AtLeastOne($"{path}.max_tokens", read.MaxTokens);
            if (read.HasMaxCompletionTokens) mistakes.AtLeastOne($"{path}.max_completion_tokens", read.MaxCompletionTokens);
        }
        catch (FormatException e)
        {
            mistakes.Add(path, $"must be parameters of chat completions: {e.Message}");
        }
    }
}
