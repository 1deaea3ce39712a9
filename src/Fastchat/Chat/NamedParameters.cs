using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Rpc.Json;
using Google.Protobuf;

namespace Fastchat.Chat;

/// <summary>
/// Parameters that have got names of their own in the contract since a gRPC client was made, which still sends them among the rest:
/// they are what their names say, and held to the same rules.
/// </summary>
internal static class NamedParameters
{
    private static readonly HashSet<string> Names = [.. ChatCompletionParams.Descriptor.Fields.InDeclarationOrder().Select(f => f.Name).Where(n => n is not ("rest" or "messages" or "model"))];

    /// <summary>The parameters with everything under its name.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE: a named one is not what its name says.</exception>
    public static ChatCompletionParams Of(ChatCompletionParams parameters)
    {
        if (parameters.Rest?.Fields.Keys.FirstOrDefault(Names.Contains) is not { } first) return parameters;
        try
        {
            var named = ShapedJson.Parse<ChatCompletionParams>(System.Text.Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(parameters.Rest)));

            // What stands under its name is what is meant.
            var stated = parameters.Clone();
            stated.Rest = null;
            named.MergeFrom(stated);
            return named;
        }
        catch (FormatException e)
        {
            throw FastchatException.InvalidValue(first, $"{first} among the rest is not what its name says: {e.Message}.");
        }
    }
}
