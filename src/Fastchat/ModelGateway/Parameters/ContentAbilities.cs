using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Registry;

namespace Fastchat.ModelGateway.Parameters;

/// <summary>Whether a model can read what the messages hold. Content is never left out: an answer to half a question is a wrong one.</summary>
internal static class ContentAbilities
{
    /// <param name="model">The model.</param>
    /// <param name="parameters">The request.</param>
    /// <param name="prepended">How many messages stand before the caller's own, so that an error names his places.</param>
    /// <exception cref="FastchatException">PARAMETER_UNSUPPORTED.</exception>
    public static void Check(RegisteredModel model, ChatCompletionParams parameters, int prepended)
    {
        for (var i = 0; i < parameters.Messages.Count; i++)
        {
            var parts = parameters.Messages[i].Parts?.Parts ?? [];
            for (var k = 0; k < parts.Count; k++)
            {
                if (Lacking(parts[k], model.Abilities) is not { } lacking) continue;
                var param = $"messages[{i - prepended}].content[{k}]";
                throw new FastchatException(ErrorReason.ParameterUnsupported, $"{param} cannot be read: the model '{model.Name}' reads no {lacking}.", param);
            }
        }
    }

    private static string? Lacking(ContentPart part, ModelAbilities abilities) => part.PartCase switch
    {
        ContentPart.PartOneofCase.Image when !abilities.Vision => "pictures",
        ContentPart.PartOneofCase.File when !abilities.Files => "files",
        ContentPart.PartOneofCase.InputAudio when !abilities.Files => "sound",
        _ => null,
    };
}
