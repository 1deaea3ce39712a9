using System.Text.RegularExpressions;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Formats;

namespace Fastchat.Chat;

/// <summary>What the settings of a chat request may hold.</summary>
internal static partial class ParameterRules
{
    private const int LongestUser = 256;
    private const int LongestCacheKey = 1024;
    private const int LongestTier = 64;
    private const int MostBiases = 1024;
    private static readonly string[] Modalities = ["text", "audio"];

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$")]
    public static partial Regex Name { get; }

    /// <exception cref="FastchatException">MISSING_FIELD or INVALID_VALUE.</exception>
    public static void Check(ChatCompletionParams parameters)
    {
        CheckLogprobs(parameters);
        foreach (var (token, bias) in parameters.LogitBias)
        {
            if (!int.TryParse(token, out var id) || id < 0 || !(bias is >= -100 and <= 100))
                throw FastchatException.InvalidValue("logit_bias", "logit_bias must map ids of tokens to numbers from -100 to 100.");
        }

        if (parameters.LogitBias.Count > MostBiases) throw FastchatException.InvalidValue("logit_bias", $"logit_bias must have at most {MostBiases} entries.");
        if (!Enum.IsDefined(parameters.ReasoningEffort)) throw FastchatException.InvalidValue("reasoning_effort", "reasoning_effort must be one of none, minimal, low, medium, high, xhigh, max.");
        if (!Enum.IsDefined(parameters.Verbosity)) throw FastchatException.InvalidValue("verbosity", "verbosity must be one of low, medium, high.");
        if (parameters.Modalities.Any(m => !Modalities.Contains(m))) throw FastchatException.InvalidValue("modalities", "modalities must hold \"text\" or \"audio\" or both.");
        CheckText("safety_identifier", parameters.SafetyIdentifier, LongestUser);
        CheckText("user", parameters.User, LongestUser);
        CheckText("prompt_cache_key", parameters.PromptCacheKey, LongestCacheKey);
        CheckText("service_tier", parameters.ServiceTier, LongestTier);
        CheckFormat(parameters.ResponseFormat);

        // A schema that is none costs nothing but this look.
        AnswerFormat.Of(parameters);
    }

    private static void CheckLogprobs(ChatCompletionParams parameters)
    {
        if (!parameters.HasTopLogprobs) return;
        if (parameters.TopLogprobs is < 0 or > 20) throw FastchatException.InvalidValue("top_logprobs", $"top_logprobs must be 0 to 20, but is {parameters.TopLogprobs}.");
        if (parameters is not { HasLogprobs: true, Logprobs: true }) throw FastchatException.InvalidValue("top_logprobs", "top_logprobs must be absent unless logprobs is true.");
    }

    private static void CheckFormat(ResponseFormat? format)
    {
        if (format is null) return;
        if (format.FormatCase == ResponseFormat.FormatOneofCase.None) throw FastchatException.MissingField("response_format.type");
        if (format.FormatCase != ResponseFormat.FormatOneofCase.JsonSchema) return;
        if (format.JsonSchema.JsonSchema is not { } schema) throw FastchatException.MissingField("response_format.json_schema");
        if (schema.Name.Length == 0) throw FastchatException.MissingField("response_format.json_schema.name");
        if (!Name.IsMatch(schema.Name)) throw FastchatException.InvalidValue("response_format.json_schema.name", "response_format.json_schema.name must be 1 to 64 of a-z, A-Z, 0-9, _ and -.");
    }

    // Some become part of keys of the store.
    private static void CheckText(string param, string text, int longest)
    {
        if (text.Length > longest || text.Any(char.IsControl))
            throw FastchatException.InvalidValue(param, $"{param} must be text of at most {longest} characters, none of them a control character.");
    }
}
